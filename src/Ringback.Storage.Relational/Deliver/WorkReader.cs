using Ringback.Core.Lanes;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Deliver;

/// <summary>Reads and claims unfinished deliveries.</summary>
internal static class WorkReader
{
    /// <value>The column of the message's seq, behind those of work.</value>
    private const int FirstOfMessage = 5;

    /// <summary>One look-up an endpoint that has work, however much it has: the least ep behind the last one.</summary>
    public static List<int> EndpointsWithParkedWork(Database database)
    {
        var endpoints = new List<int>();
        var next = database.Prepared("select min(ep) from work where ep > ?");
        for (long? last = next.Bind(0).Scalar(); last is { } ep; last = next.Bind(ep).Scalar())
            endpoints.Add((int)ep);
        return endpoints;
    }

    public static List<WorkItem> Fetch(Database database, int endpoint, bool fifo, long after, int limit, long bytes)
    {
        var items = new List<WorkItem>();
        var sql = $"select w.ep, w.tries, w.manual, w.due, w.run, {MessageRow.Columns} from work w join message m on m.seq = w.seq "
            + (fifo ? "where w.ep = ? and w.seq > ? and (w.due is null or w.tries > 0) " : "where w.ep = ? and w.seq > ? and w.due is null ")
            + "order by w.seq limit ?";
        var rows = database.Prepared(sql).Bind(endpoint).Bind(after).Bind(limit);
        while (rows.Step())
        {
            items.Add(Read(rows));
            bytes -= items[^1].Message.Size;
            if (bytes <= 0)
            {
                rows.Reset();
                break;
            }
        }

        return items;
    }

    /// <summary>
    /// Takes the rows out of the due index: from here on they are parked, and the caller has them in memory. Rows whose message retention
    /// has dropped go for good, so that the next one due is one that can be claimed.
    /// </summary>
    public static List<WorkItem> ClaimDue(Database database, long now, int limit)
    {
        var items = new List<WorkItem>();
        List<(int Endpoint, long Seq)>? orphans = null;
        var due = database.Prepared(
            $"select w.ep, w.tries, w.manual, w.due, w.run, {MessageRow.Columns}, w.seq from work w indexed by work_due left join message m on m.seq = w.seq "
            + "where w.due is not null and w.due <= ? order by w.due limit ?").Bind(now).Bind(limit);
        while (due.Step())
        {
            if (due.IsNull(FirstOfMessage))
                (orphans ??= []).Add((due.Int32(0), due.Int64(FirstOfMessage + MessageRow.Count)));
            else
                items.Add(Read(due));
        }

        var park = database.Prepared("update work set due = null where ep = ? and seq = ?");
        foreach (var item in items)
            park.Bind(item.Endpoint).Bind(item.Message.Seq).Run();
        foreach (var (endpoint, seq) in orphans ?? [])
            database.Prepared("delete from work where ep = ? and seq = ?").Bind(endpoint).Bind(seq).Run();
        return items;
    }

    private static WorkItem Read(Statement row) => new(
        row.Int32(0), MessageRow.Read(row, FirstOfMessage), row.Int32(1), row.Int64(2) != 0, row.NullableInt64(3), row.Int64(4));
}
