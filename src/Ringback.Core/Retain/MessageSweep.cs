using Ringback.Core.Commit;

namespace Ringback.Core.Retain;

/// <summary>
/// The rule of how messages go: in the order in which they came, and each after its attempts and deliveries, so that a step that is cut
/// short leaves none of these without their message.
/// </summary>
internal sealed class MessageSweep(IWriteBatch batch, IMessageSweepRows rows)
{
    /// <value>The seq up to which no message is left.</value>
    public long Floor => (rows.First ?? batch.NextSeq) - 1;

    /// <param name="before">Messages accepted before then go; Unix milliseconds.</param>
    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(long before)
    {
        var floor = Floor;
        var old = rows.Oldest(before, Retention.Chunk);
        var last = old.Count > 0 ? old[^1].Seq : floor;
        // What was recorded for messages that are gone already is gone with the first of these.
        var whole = rows.DropOutcomes(last, 2 * Retention.Chunk);
        if (old.Count == 0)
            return !whole;
        if (!whole && rows.FirstWithOutcome() is { } first)
            last = Math.Min(last, first - 1);
        if (last <= floor)
            return true;
        foreach (var message in old)
            if (message.Seq <= last && message.EventId is { } eventId)
                rows.FreeEventId(message.Application, eventId);
        rows.Drop(last);
        return old.Count == Retention.Chunk || !whole;
    }
}
