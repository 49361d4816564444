using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ringback.Core.Observe;

/// <summary>What became of a request from outside, for metrics: few values.</summary>
internal enum ReceiveResult
{
    /// <summary>At least one of its events was new.</summary>
    Accepted = 0,

    /// <summary>All of its events came before.</summary>
    Duplicate = 1,

    /// <summary>It held no event.</summary>
    Empty = 2,

    Handshake = 3,
    Refused = 4,

    /// <summary>The store couldn't commit.</summary>
    Unavailable = 5,

    Failed = 6,
}

/// <summary>Counts of what comes from outside.</summary>
internal static class ReceiveMetrics
{
    private static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "ringback.receive.requests", "{request}", "Requests to sources, by result");

    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "ringback.receive.refused", "{request}", "Requests to sources that were refused, by reason");

    private static readonly Counter<long> Events = Telemetry.Meter.CreateCounter<long>(
        "ringback.receive.events", "{event}", "Events received and verified, by whether they were new");

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.receive.duration", "s", "Time from a request's head being read until its answer was decided, by result");

    private static readonly KeyValuePair<string, object?>[] Results =
        [.. Enum.GetNames<ReceiveResult>().Select(name => new KeyValuePair<string, object?>("result", name.ToLowerInvariant()))];

    private static readonly KeyValuePair<string, object?> New = new("result", "new");
    private static readonly KeyValuePair<string, object?> Again = new("result", "duplicate");
    // As many as there are reasons in the code.
    private static readonly ConcurrentDictionary<string, KeyValuePair<string, object?>> Reasons = new(StringComparer.Ordinal);

    /// <summary>Has them shown before there is anything to count.</summary>
    public static void Show() => Requests.Add(0, Results[0]);

    /// <param name="result">What became of it.</param>
    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Answered(ReceiveResult result, long started)
    {
        Requests.Add(1, Results[(int)result]);
        if (Duration.Enabled)
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, Results[(int)result]);
    }

    /// <param name="reason">One of few.</param>
    public static void Refused(string reason) =>
        Refusals.Add(1, Reasons.GetOrAdd(reason, static name => new KeyValuePair<string, object?>("reason", name)));

    public static void Received(int fresh, int duplicates)
    {
        if (fresh > 0)
            Events.Add(fresh, New);
        if (duplicates > 0)
            Events.Add(duplicates, Again);
    }
}
