namespace Ringback.Bench.Load;

/// <summary>What a run of the load generator saw within the measured seconds. Latencies in milliseconds, from when a request was due.</summary>
internal sealed record LoadResult
{
    public double Seconds { get; init; }

    /// <summary>Answers a second, of any 2xx status. In the open loop every request due in the measured seconds counts, however late its answer.</summary>
    public double Rate { get; init; }

    /// <summary>2xx answers a second that came within the measured seconds.</summary>
    public double AcceptedRate { get; init; }

    /// <summary>2xx answers over the whole run, warm-up and the requests in flight at its end included.</summary>
    public long Accepted { get; init; }

    /// <summary>Arrivals at the sink a second, when the plan names its counter.</summary>
    public double ArrivedRate { get; init; }

    public double P50 { get; init; }

    public double P90 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    /// <summary>Answers other than 2xx, by status, over the whole run; 0 counts connections that broke.</summary>
    public IReadOnlyDictionary<int, long> Refused { get; init; } = new Dictionary<int, long>();

    /// <summary>The beginning of one refused answer, to say what went wrong.</summary>
    public string? RefusedSample { get; init; }

    /// <summary>Requests that were due and never sent, because no connection was free in time (open loop).</summary>
    public long Unsent { get; init; }

    /// <summary>CPU microseconds that the generator itself spent on a request.</summary>
    public double GeneratorCpu { get; init; }

    /// <summary>CPU microseconds that the watched process spent on a request.</summary>
    public double WatchedCpu { get; init; }
}
