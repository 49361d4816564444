namespace Ringback.Bench.Load;

/// <summary>What one run of the load generator does; handed to its process as a JSON file.</summary>
internal sealed record LoadPlan
{
    /// <summary>Scheme, host and port: <c>http://127.0.0.1:8071</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Sent in turn.</summary>
    public required IReadOnlyList<RequestPlan> Requests { get; init; }

    public int Connections { get; init; } = 64;

    /// <summary>Measured seconds, after <see cref="Warmup"/>.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Seconds of the same load before measuring.</summary>
    public double Warmup { get; init; }

    /// <value>Requests a second, on a fixed schedule (open loop). 0: each connection sends again as soon as it was answered.</value>
    public double Rate { get; init; }

    /// <value>Stops after so many requests, whatever the time. 0: no end but time.</value>
    public long Total { get; init; }

    /// <value>At most so many posted and not yet arrived at the sink, by <see cref="ArrivedFile"/>. 0: no such limit.</value>
    public int Window { get; init; }

    /// <summary>The sink's counter of arrivals, see <see cref="SharedCounter"/>.</summary>
    public string? ArrivedFile { get; init; }

    /// <summary>The process whose CPU time is watched over the measured seconds; 0: none.</summary>
    public int Watch { get; init; }
}

/// <summary>
/// One request. Path, header values and body may hold <c>&lt;key&gt;</c> (32 fresh hex digits),
/// <c>&lt;seq&gt;</c> (10 digits, counting up) and <c>&lt;sent&gt;</c> (19 digits: when it was due, monotonic nanoseconds); a header value
/// <c>&lt;stripe&gt;</c>, the value of <c>Stripe-Signature</c> for the body as it is sent, now.
/// </summary>
internal sealed record RequestPlan
{
    public string Method { get; init; } = "POST";

    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Body { get; init; } = "";

    /// <summary>What <c>&lt;stripe&gt;</c> signs with.</summary>
    public string Secret { get; init; } = "";
}
