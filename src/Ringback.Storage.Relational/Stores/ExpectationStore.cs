using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Reconcile;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Reconcile;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IExpectationStore"/>
internal sealed class ExpectationStore(Writer writer, IReaders readers, SealedTexts texts) : IExpectationStore
{
    /// <value>Earlier events that one statement reads.</value>
    private const int EventsAtOnce = 32;

    private static readonly byte[] Lowest = [0];
    private static readonly byte[] Highest = [.. Enumerable.Repeat((byte)255, Ksuid.Size + 1)];

    public async ValueTask<ChangeResult> CreateAsync(IdempotencyKey? key, Expectation expectation)
    {
        // From this commit on every event is looked at as it comes; what came before is looked for here, beside the writer.
        var since = await writer.WriteAsync(session => session.Expectations.Watch(expectation)).ConfigureAwait(false);
        if (since is not { } first)
            return new ChangeResult(null, KeyStatus.Fresh);
        var earlier = await readers.ReadAsync(database => EarlierEvents.Find(expectation, MessagesBefore(database, expectation.ApplicationId, first))).ConfigureAwait(false);
        return await writer.WriteOnceAsync(key, session => session.Expectations.Create(expectation, earlier)).ConfigureAwait(false);
    }

    public ValueTask<Expectation?> FindAsync(int application, Ksuid id) =>
        readers.ReadAsync(database => Find(database, application, id));

    public ValueTask<IReadOnlyList<Poll>> PollsAsync(Expectation expectation) =>
        readers.ReadAsync(database =>
        {
            var polls = new List<Poll>();
            var rows = database.Prepared("select at, ms, code, outcome, detail, response from expectation_poll where exp = ? order by n")
                .Bind(expectation.Row);
            while (rows.Step())
                polls.Add(new Poll(rows.Int64(0), rows.Int32(1), rows.Int32(2), (PollOutcome)rows.Int32(3), rows.Text(4), rows.Blob(5).ToArray()));
            return (IReadOnlyList<Poll>)polls;
        });

    public ValueTask<HistoryPage<Expectation>> ListAsync(int application, ExpectationFilter filter, PageRequest page) =>
        readers.ReadAsync(database => List(database, application, filter, page));

    public ValueTask<ExpectationStatus?> CancelAsync(int application, Ksuid id) =>
        writer.WriteAsync(session =>
            Find(session.Database, application, id) is { } expectation ? session.Expectations.Cancel(expectation) : (ExpectationStatus?)null);

    private Expectation? Find(Database database, int application, Ksuid id) =>
        ExpectationDocument.First(database.Prepared($"select {ExpectationDocument.Columns} from expectation e where e.app = ? and e.ksuid = ?")
            .Bind(application).Bind(id.ToBytes()), texts);

    private HistoryPage<Expectation> List(Database database, int application, ExpectationFilter filter, PageRequest page)
    {
        var down = page.ReadsDown;
        var hash = filter.Key is { } key ? ObjectKey.HashOf(application, key) : (long?)null;
        // Of one key there are few: they are found by it, and sorted.
        var index = hash is null ? "expectation_id" : "expectation_key";
        var rows = database.Prepared(
                $"select {ExpectationDocument.Columns} from expectation e indexed by {index} where e.app = ?1 "
                + $"{(hash is null ? "and ?3 is null" : "and e.hash = ?3")} and e.ksuid {(down ? "<" : ">")} ?2 order by e.ksuid {(down ? "desc" : "asc")} {Scan.Limit(Scan.Near)}")
            .Bind(application).Bind(page.Iterator?.ToBytes() ?? (down ? Highest : Lowest)).Bind(hash);
        var items = new PageRows<Expectation>(page, 0);
        Ksuid? first = null, last = null;
        for (var (seen, matches) = (0, 0); rows.Step(); seen++)
        {
            var id = Ksuid.FromBytes(rows.Blob(2));
            var wanted = (filter.Status is null || (long)filter.Status == rows.Int64(3)) && (filter.Key is null || filter.Key == rows.Text(8));
            if (matches == page.Limit || seen == Scan.Near
                || (wanted && !items.TryAdd(ExpectationDocument.Read(rows, texts), PageRequest.RowBytes + rows.Length(9), rows.Int64(0))))
            {
                rows.Reset();
                return items.ToPage(first, last, done: false);
            }

            last = id;
            first ??= last;
            if (wanted)
                matches++;
        }

        return items.ToPage(first, last, done: true);
    }

    /// <summary>Messages below a seq, the latest first, some at a time.</summary>
    private static IEnumerable<Message> MessagesBefore(Database database, int application, long seq)
    {
        for (var read = EventsAtOnce; read == EventsAtOnce;)
        {
            read = 0;
            var rows = database.Prepared($"select {MessageRow.Columns} from message m indexed by message_app where m.app = ? and m.seq < ? order by m.seq desc limit ?")
                .Bind(application).Bind(seq).Bind(EventsAtOnce);
            try
            {
                for (; rows.Step(); read++)
                {
                    var message = MessageRow.Read(rows);
                    seq = message.Seq;
                    yield return message;
                }
            }
            finally
            {
                rows.Reset();
            }
        }
    }
}
