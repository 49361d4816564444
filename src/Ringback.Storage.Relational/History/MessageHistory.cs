using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Core.Route;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Record;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IMessageHistory"/>
internal sealed class MessageHistory(IReaders readers, Catalog catalog, RouteTable routes, EndpointCounts counts, DirectDeliveries direct) : IMessageHistory
{
    public ValueTask<Message?> FindAsync(int application, string idOrEventId, bool withPayload) =>
        readers.ReadAsync(database => MessageLookup.Find(database, application, idOrEventId, withPayload));

    public ValueTask<long> PayloadBytesAsync(Message message) =>
        readers.ReadAsync(database => database.Prepared("select length(payload) from message where seq = ?").Bind(message.Seq).Scalar() ?? 0);

    public ValueTask<HistoryPage<Message>> ListAsync(int application, MessageFilter filter, PageRequest page, bool withPayload) =>
        readers.ReadAsync(database =>
        {
            var range = Bounds(database, filter, page);
            var conditions = new Conditions(4).OfMessage(filter, withTime: true);
            var most = conditions.Any ? Scan.Near : Scan.Cheap;
            var rows = database.Prepared(
                    $"select m.seq, {conditions.Text}, 0, 0, null from message m indexed by message_app "
                    + $"where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq {Order(page)} {Scan.Limit(most)}")
                .Bind(application).Bind(range.Low).Bind(range.High);
            var scan = Scan.Read(conditions.Bind(rows), page.Limit, most);
            return scan.ToPage(
                page, row => MessageLookup.BySeq(database, row.Position, withPayload), SizeOf, seq => MessageLookup.IdOf(database, seq));
        });

    public ValueTask<HistoryPage<EndpointMessage>> OfEndpointAsync(int endpoint, DeliveryFilter filter, PageRequest page, bool withPayload) =>
        readers.ReadAsync(database =>
        {
            // Before the first look at the database.
            var list = new EndpointMessages(database, endpoint, filter, direct.OfEndpoint(endpoint), page.ReadsDown);
            var range = Bounds(database, filter, page).And(Positions.Kept(database));
            // What is in flight lies close together, anywhere in a long backlog.
            if (filter is { State: DeliveryState.Sending, InFlight: { Count: > 0 } flying })
                range = range.And(new SeqRange(flying.Min() - 1, flying.Max() + 1));
            if (list.Prepare(range) is not { } rows)
                return new HistoryPage<EndpointMessage>([], null, null, true);
            var scan = Scan.Read(rows, page.Limit, list.Most);
            return scan.ToPage(
                page,
                row => MessageLookup.BySeq(database, row.Position, withPayload) is { } message
                    ? new EndpointMessage(message, (DeliveryState)row.A, row.C)
                    : null,
                static delivery => SizeOf(delivery.Message),
                seq => MessageLookup.IdOf(database, seq));
        });

    public async ValueTask<HistoryPage<MessageDestination>> DestinationsAsync(Message message, PageRequest page)
    {
        // A read of its own: the one of the page must not begin before memory was looked at, or a delivery that is recorded between the two
        // stands in neither.
        var place = page.Iterator is { } iterator
            ? await readers.ReadAsync(database => EndpointNames.Find(database, catalog, message.ApplicationId, iterator)).ConfigureAwait(false)
            : null;
        return await readers.ReadAsync(database => new MessageDestinations(database, catalog, routes, direct, message).Read(page, place)).ConfigureAwait(false);
    }

    public ValueTask<EndpointStatistics> StatisticsAsync(int endpoint, long since, long until) =>
        readers.ReadAsync(database =>
        {
            var open = direct.OfEndpoint(endpoint);
            var ended = new EndedDeliveries(database, counts, endpoint).Between(since, until);
            var range = Positions.OfMessages(database, since, until).And(Positions.Kept(database));
            var pending = database.Prepared(
                    "select count(*) from (select 1 from work w cross join message m on m.seq = w.seq where w.ep = ?1 and w.seq > ?2 "
                    + "and w.seq < ?3 and m.at >= ?4 and m.at < ?5 limit 10000) found")
                .Bind(endpoint).Bind(range.Low).Bind(range.High).Bind(since).Bind(until).Scalar() ?? 0;
            pending += DirectRows.Count(database, endpoint, open, since, until);
            return new EndpointStatistics(ended.Success, pending, ended.Fail, ended.Canceled);
        });

    private static SeqRange Bounds(Database database, MessageFilter filter, PageRequest page)
    {
        var range = Positions.OfMessages(database, filter.After, filter.Before);
        return page.Iterator is { } iterator ? range.And(Positions.BehindMessage(database, iterator, page.ReadsDown)) : range;
    }

    private static int SizeOf(Message message) => PageRequest.RowBytes + message.Size;

    private static string Order(PageRequest page) => page.ReadsDown ? "desc" : "asc";
}
