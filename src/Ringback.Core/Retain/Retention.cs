using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;

namespace Ringback.Core.Retain;

/// <summary>
/// The rule of retention: what goes, in which order, and how much at a time, so that a step holds the writer for some milliseconds. Rows go
/// in the order in which they came: what is dropped lies together in every B-tree but those by endpoint.
/// </summary>
internal sealed class Retention(
    TimeSpan keep, IWriteBatch batch, RetentionPorts ports, Catalog.Catalog catalog, SourceWatches watches, DirectParking direct, EndpointCounts counts,
    DuplicateCounts duplicates)
{
    /// <value>Rows of a kind that one step takes.</value>
    public const int Chunk = 1000;

    /// <value>In milliseconds.</value>
    public const long Minute = 60_000;

    /// <value>Counts that one step saves, of each kind.</value>
    private const int Counts = 5 * Chunk;

    private readonly MessageSweep _messages = new(batch, ports.Messages);
    private readonly KeySweep _keys = new(batch, ports.Keys);
    private readonly ExpectationSweep _expectations = new(batch, ports.Expectations, catalog, watches);
    private readonly EndpointWalk _work = new(batch, ports.Work, Minute);
    private readonly EndpointWalk _hours = new(batch, ports.Hours, 60 * Minute);
    private Rest _jobs = new(60 * Minute);

    /// <summary>One step of everything.</summary>
    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(long now)
    {
        var times = RetentionTimes.At(now, keep);
        direct.ParkOld(now);
        counts.Flush(batch, Counts);
        duplicates.Flush(batch, Counts);
        var more = _messages.Step(times.History);
        more |= !ports.Keys.DropMadeUp(2 * Chunk);
        ports.Other.DropRefused(times.History, Chunk);
        more |= DropPayloads(now);
        more |= _keys.Step(now);
        more |= _expectations.Step(now, times);
        // Work is kept by its endpoint: what is left of a message that has gone isn't looked for with the message.
        more |= _work.Step(now, () => _messages.Floor);
        more |= _hours.Step(now, () => EndpointCounts.HourOf(times.Statistics));
        DropJobs(now, times.Jobs);
        return more;
    }

    private bool DropPayloads(long now)
    {
        const int Most = Chunk / 2;
        var expired = ports.Payloads.Expired(now, Most);
        foreach (var seq in expired)
            ports.Payloads.Expunge(seq);
        return expired.Count == Most;
    }

    private void DropJobs(long now, long before)
    {
        if (!_jobs.IsOver(now))
            return;
        var earlier = _jobs;
        batch.OnUndo(() => _jobs = earlier);
        _jobs = _jobs.From(now);
        ports.Other.DropJobs(before);
    }
}
