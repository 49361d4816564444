namespace Ringback.Bench.Sink;

/// <summary>What the sink saw since the last reset. Latencies in milliseconds from the <c>sent</c> in the payload to its arrival.</summary>
internal sealed record SinkCounts
{
    public long Arrived { get; init; }

    /// <summary>Different <c>webhook-id</c>s among them; 0 unless the sink was asked to tell them apart.</summary>
    public long Distinct { get; init; }

    /// <summary>Requests that are, or were, left hanging.</summary>
    public long Hung { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    /// <summary>Monotonic nanoseconds of the last arrival.</summary>
    public long LastArrival { get; init; }
}
