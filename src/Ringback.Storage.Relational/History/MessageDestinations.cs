using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Core.Route;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// Who gets or got a message, in endpoint order: its deliveries, one range, merged with its work. Work is keyed by endpoint, and an
/// index by message would cost every message an insert and a delete: so the endpoints that could have it are asked, a look-up each.
/// </summary>
internal sealed class MessageDestinations(Database database, Catalog catalog, RouteTable table, DirectDeliveries direct, Message message)
{
    /// <value>An application with more endpoints asks only those that take the message.</value>
    private const int AskAll = 1000;

    /// <param name="page">What is asked for.</param>
    /// <param name="place">The endpoint that the page's iterator names; null: from the start.</param>
    public HistoryPage<MessageDestination> Read(PageRequest page, int? place)
    {
        var after = place ?? (page.ReadsDown ? OperationIds.First : 0);
        var (working, open, askedTo) = Work(after, page);
        var found = new SortedDictionary<int, (DeliveryState State, long? Due)>(working);
        var ended = Deliveries(after, askedTo, page, found);
        // What has neither work nor an outcome was in memory before the database was looked at. What lies behind the last outcome that was
        // read may have one.
        var reached = ended || found.Count == 0 ? (int?)null : page.ReadsDown ? found.Keys.Min() : found.Keys.Max();
        foreach (var endpoint in open)
            if (reached is not { } edge || (page.ReadsDown ? endpoint > edge : endpoint < edge))
                found.TryAdd(endpoint, (DeliveryState.Pending, null));

        var rows = (page.ReadsDown ? found.Reverse() : found).Take(page.Limit).ToList();
        var done = ended && askedTo is null && found.Count <= page.Limit;
        // A page that is full goes on behind its last row; a short one behind the last endpoint that was asked.
        var last = rows.Count < page.Limit && askedTo is not null ? askedTo : rows.Count > 0 ? rows[^1].Key : null;
        var first = rows.Count > 0 ? rows[0].Key : last;
        var items = rows.ConvertAll(row => new MessageDestination(row.Key, Name(row.Key)!.Value, row.Value.State, row.Value.Due));
        if (!page.Backward)
            return new HistoryPage<MessageDestination>(items, Name(first), Name(last), done);
        items.Reverse();
        return new HistoryPage<MessageDestination>(items, Name(last), Name(first), done);
    }

    private Ksuid? Name(int? endpoint) => endpoint is { } id ? EndpointNames.IdOf(database, catalog, id) : null;

    /// <returns>The endpoints with work, those with direct deliveries, and the last one asked when there are more to ask.</returns>
    private (SortedDictionary<int, (DeliveryState, long?)> Found, List<int> Open, int? AskedTo) Work(int after, PageRequest page)
    {
        var found = new SortedDictionary<int, (DeliveryState, long?)>();
        var (endpoints, routes) = (catalog.EndpointsOf(message.ApplicationId), table.ForApplication(message.ApplicationId));
        IReadOnlyList<int> candidates;
        if (endpoints.Count <= AskAll)
        {
            candidates = endpoints.Page(after, int.MaxValue, page.ReadsDown);
        }
        else if (page.ReadsDown)
        {
            var all = new List<int>();
            routes.MatchEndpoints(message.EventType, message.Channels, 0, int.MaxValue, all);
            all.RemoveAll(id => id >= after);
            all.Reverse();
            candidates = all;
        }
        else
        {
            var some = new List<int>();
            routes.MatchEndpoints(message.EventType, message.Channels, after, Scan.Far + 1, some);
            candidates = some;
        }

        // Before the first look at the database.
        var open = new List<int>();
        foreach (var candidate in candidates)
            if (direct.IsShown(message.Seq, candidate))
                open.Add(candidate);
        var work = database.Prepared("select due from work where ep = ? and seq = ?");
        for (var i = 0; i < candidates.Count; i++)
        {
            if (i == Scan.Far || found.Count > page.Limit)
                return (found, open.FindAll(candidate => page.ReadsDown ? candidate >= candidates[i - 1] : candidate <= candidates[i - 1]), candidates[i - 1]);
            if (!work.Bind(candidates[i]).Bind(message.Seq).Step())
                continue;
            found[candidates[i]] = (DeliveryState.Pending, work.NullableInt64(0));
            work.Reset();
        }

        return (found, open, null);
    }

    /// <summary>Adds finished deliveries, no further than work was asked for.</summary>
    /// <returns>Whether there are no more.</returns>
    private bool Deliveries(int after, int? askedTo, PageRequest page, SortedDictionary<int, (DeliveryState, long?)> found)
    {
        var down = page.ReadsDown;
        var rows = database.Prepared(
                $"select d.ep, d.state from delivery d where d.seq = ?1 and d.ep > ?2 and d.ep < ?3 order by d.ep {(down ? "desc" : "asc")} limit ?4")
            .Bind(message.Seq)
            .Bind(down ? (askedTo ?? 0) - 1 : after)
            .Bind(down ? after : (askedTo ?? OperationIds.First - 1) + 1L)
            .Bind(page.Limit + 2);
        for (var read = 0; rows.Step(); read++)
        {
            if (read > page.Limit)
            {
                rows.Reset();
                return false;
            }

            found.TryAdd(rows.Int32(0), ((DeliveryState)rows.Int32(1), null));
        }

        return true;
    }
}
