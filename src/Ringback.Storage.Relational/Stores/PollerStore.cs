using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IPollerStore"/>
internal sealed class PollerStore(Writer writer, IReaders readers) : IPollerStore
{
    public ValueTask<PollerPage> ReadAsync(int application, PollerFilter wanted, PollerFilter asked, long after, int limit, long bytes = PageRequest.MostBytes) =>
        readers.ReadAsync(database =>
        {
            var conditions = new Conditions(3);
            Add(conditions, wanted);
            Add(conditions, asked);
            var most = conditions.Any ? Scan.Near : Scan.Cheap;
            var rows = database.Prepared(
                    $"select m.seq, {conditions.Text}, 0, 0, null from message m indexed by message_app "
                    + $"where m.app = ?1 and m.seq > ?2 order by m.seq {Scan.Limit(most)}")
                .Bind(application).Bind(after);
            var scan = Scan.Read(conditions.Bind(rows), limit, most);
            var messages = new List<Message>(scan.Matches.Count);
            var held = 0L;
            foreach (var match in scan.Matches)
            {
                if (MessageLookup.BySeq(database, match.Position, withPayload: true) is not { } message)
                    continue;
                var size = PageRequest.RowBytes + message.Size;
                if (messages.Count > 0 && held + size > bytes)
                    return new PollerPage(messages, messages[^1].Seq, Done: false, held);
                messages.Add(message);
                held += size;
            }

            return new PollerPage(messages, scan.Last ?? after, scan.Done, held);
        });

    public ValueTask<long> CursorAtAsync(int application, long time) =>
        readers.ReadAsync(database =>
        {
            var range = Positions.OfMessages(database, time, null);
            var first = database.Prepared(
                    "select m.seq from message m indexed by message_app where m.app = ? and m.seq > ? and m.at >= ? order by m.seq limit 1")
                .Bind(application).Bind(range.Low).Bind(time).Scalar();
            return first - 1 ?? database.Prepared("select max(seq) from message").Scalar() ?? 0;
        });

    public ValueTask<long?> CommittedAsync(int endpoint, string consumer) =>
        readers.ReadAsync(database =>
            database.Prepared("select seq from poller where ep = ? and consumer = ?").Bind(endpoint).Bind(consumer).Scalar());

    public async ValueTask CommitAsync(int endpoint, string consumer, long cursor) =>
        await writer.WriteAsync(session =>
        {
            session.Database.Prepared("insert into poller (ep, consumer, seq) values (?, ?, ?) on conflict (ep, consumer) do update set seq = excluded.seq")
                .Bind(endpoint).Bind(consumer).Bind(cursor).Run();
            return true;
        });

    private static void Add(Conditions conditions, PollerFilter filter)
    {
        conditions.OfMessage(new MessageFilter { EventTypes = filter.EventTypes }, withTime: false);
        if (filter.Channels is { } channels)
            conditions.AnyChannel(channels);
    }
}
