using Ringback.Core.Jobs;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.History;

namespace Ringback.Storage.Relational.Jobs;

/// <inheritdoc cref="IJobReads"/>
internal sealed class JobReads(Database database) : ReplayReads(database), IJobReads
{
    public FoundMessages FindPayloads(int application, long before, long after, int most)
    {
        var range = Positions.OfMessages(Database, null, before).And(new SeqRange(after, long.MaxValue));
        var rows = Database.Prepared(
                "select m.seq, m.payload is not null and m.at < ?4, 0, 0, null from message m indexed by message_app "
                + $"where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq {Scan.Limit(Scan.Near)}")
            .Bind(application).Bind(range.Low).Bind(range.High).Bind(before);
        return Found(Scan.Read(rows, most, Scan.Near), after);
    }

    public IReadOnlyList<long> CountDeliveries(IReadOnlyList<int[]> groups, ILookup<int, long> direct, long since, long until)
    {
        var (low, high) = (FirstAt(since), FirstAt(until));
        return [.. groups.Select(endpoints => endpoints.Sum(endpoint =>
            Count(endpoint, low, high) + DirectRows.Count(Database, endpoint, [.. direct[endpoint]], since, until)))];
    }

    /// <summary>Ended deliveries, and work that isn't one of them tried again: each one range of an index.</summary>
    private long Count(int endpoint, long low, long high)
    {
        var ended = Database.Prepared("select count(*) from delivery indexed by delivery_ep where ep = ? and seq >= ? and seq < ?");
        var waiting = Database.Prepared(
            "select count(*) from work w where w.ep = ? and w.seq >= ? and w.seq < ? "
            + "and not exists (select 1 from delivery d where d.seq = w.seq and d.ep = w.ep)");
        return (ended.Bind(endpoint).Bind(low).Bind(high).Scalar() ?? 0) + (waiting.Bind(endpoint).Bind(low).Bind(high).Scalar() ?? 0);
    }

    /// <summary>The first message that was accepted at or after a time.</summary>
    private long FirstAt(long time) =>
        Database.Prepared("select seq from message where seq > ? and at >= ? order by seq limit 1")
            .Bind(Positions.OfMessages(Database, time, null).Low).Bind(time).Scalar() ?? long.MaxValue;
}
