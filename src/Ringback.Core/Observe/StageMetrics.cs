using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ringback.Core.Observe;

/// <summary>Counts of the stages before Deliver: what was accepted or refused, and how commits are shared.</summary>
internal static class StageMetrics
{
    private static readonly Counter<long> Messages = Telemetry.Meter.CreateCounter<long>(
        "ringback.accept.messages", "{message}", "Messages posted, by what became of them");

    private static readonly Histogram<double> AcceptDuration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.accept.duration", "s", "Time from a message being given to the store until it was durable");

    private static readonly Histogram<int> BatchSize = Telemetry.Meter.CreateHistogram<int>(
        "ringback.commit.batch", "{item}", "Items that shared one commit");

    private static readonly Histogram<double> CommitDuration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.commit.duration", "s", "Time of one commit, its sync to disk included");

    private static readonly Counter<long> CommitFailures = Telemetry.Meter.CreateCounter<long>(
        "ringback.commit.failures", "{commit}", "Commits that failed and were taken back");

    private static readonly Counter<long> Work = Telemetry.Meter.CreateCounter<long>(
        "ringback.route.deliveries", "{delivery}", "Deliveries that messages were routed to");

    private static readonly KeyValuePair<string, object?>[] Results =
        [.. Enum.GetNames<Accept.AcceptStatus>().Select(name => new KeyValuePair<string, object?>("result", name.ToLowerInvariant()))];

    /// <param name="status">What became of the message.</param>
    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Accepted(Accept.AcceptStatus status, long started)
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

    public static void Routed(int deliveries) => Work.Add(deliveries);

    /// <param name="items">In the batch.</param>
    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Committed(int items, long started)
    {
        BatchSize.Record(items);
        CommitDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public static void CommitFailed() => CommitFailures.Add(1);
}
