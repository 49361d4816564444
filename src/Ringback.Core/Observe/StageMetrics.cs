using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ringback.Core.Observe;

/// <summary>Counts of commits and of what was routed.</summary>
internal static class StageMetrics
{
    private static readonly Histogram<int> BatchSize = Telemetry.Meter.CreateHistogram<int>(
        "ringback.commit.batch", "{item}", "Items that shared one commit");

    private static readonly Histogram<double> CommitDuration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.commit.duration", "s", "Time of one commit, its sync to disk included");

    private static readonly Counter<long> CommitFailures = Telemetry.Meter.CreateCounter<long>(
        "ringback.commit.failures", "{commit}", "Commits that failed and were rolled back");

    private static readonly Counter<long> Work = Telemetry.Meter.CreateCounter<long>(
        "ringback.route.deliveries", "{delivery}", "Deliveries that messages were routed to");

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
