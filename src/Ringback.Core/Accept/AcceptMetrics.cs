using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ringback.Core.Observe;

namespace Ringback.Core.Accept;

/// <summary>Counts of what was accepted or refused, and how long that took.</summary>
internal static class AcceptMetrics
{
    private static readonly Counter<long> Messages = Telemetry.Meter.CreateCounter<long>(
        "ringback.accept.messages", "{message}", "Messages posted, by what became of them");

    private static readonly Histogram<double> AcceptDuration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.accept.duration", "s", "Time from a message being given to the store until it was durable");

    private static readonly KeyValuePair<string, object?>[] Results =
        [.. Enum.GetNames<AcceptStatus>().Select(name => new KeyValuePair<string, object?>("result", name.ToLowerInvariant()))];

    /// <param name="status">What became of the message.</param>
    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Accepted(AcceptStatus status, long started)
    {
        Messages.Add(1, Results[(int)status]);
        if (AcceptDuration.Enabled)
            AcceptDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Received(long started)
    {
        if (AcceptDuration.Enabled)
            AcceptDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
