using System.Globalization;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Reconcile;
using Ringback.Storage.Sqlite.Sealing;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Stores;

/// <inheritdoc cref="IReconcileStore"/>
internal sealed class ReconcileStore(SqliteWriter writer, ReaderPool readers, SealedTexts texts) : IReconcileStore
{
    /// <value>Polls of one expectation that are kept.</value>
    private const int PollsKept = 100;

    private const string NotLeftOut =
        "due is not null and app not in (select value from json_each(?1)) and id not in (select value from json_each(?2))";

    public ValueTask<long?> NextDueAsync(DueExcept except) =>
        new(readers.Read(database => database.Prepared(
                $"select due from expectation indexed by expectation_due where {NotLeftOut} order by due limit 1")
            .Bind(ListOf(except.Applications)).Bind(ListOf(except.Rows)).Scalar()));

    public ValueTask<IReadOnlyList<Expectation>> DueAsync(long now, DueExcept except, int limit) =>
        new(readers.Read(database =>
        {
            var due = new List<Expectation>();
            var rows = database.Prepared(
                    $"select {ExpectationDocument.Columns} from expectation e indexed by expectation_due where {NotLeftOut} and due <= ?3 order by due limit ?4")
                .Bind(ListOf(except.Applications)).Bind(ListOf(except.Rows)).Bind(now).Bind(limit);
            while (rows.Step())
                due.Add(ExpectationDocument.Read(rows, texts));
            return (IReadOnlyList<Expectation>)due;
        }));

    public ValueTask<ExpectationStatus?> RecordAsync(PollResult result) =>
        writer.WriteAsync(session =>
        {
            if (ExpectationDocument.Current(session.Database, result.Expectation.Row, texts) is not { } current)
                return null;
            if (result.Poll is { } poll)
                Keep(session, current, poll);
            return current.Due is null ? current.Status : (ExpectationStatus?)session.Polls.Follow(current, result);
        });

    public ValueTask<long?> LastFiredAsync(int application) =>
        new(readers.Read(database => database.Prepared("select last from schedule where app = ?").Bind(application).Scalar()));

    public ValueTask<bool> FireAsync(ReceivedRequest occurrence, long at) =>
        writer.WriteAsync(session =>
        {
            session.Database.Prepared(
                    "insert into schedule (app, last) values (?, ?) on conflict do update set last = excluded.last where excluded.last > schedule.last")
                .Bind(occurrence.ApplicationId).Bind(at).Run();
            return session.Database.Changes > 0 && session.MadeEvents.Accept(occurrence) is not null;
        });

    private static void Keep(WriteSession session, Expectation current, Poll poll)
    {
        var n = session.Database.Prepared("select max(n) from expectation_poll where exp = ?").Bind(current.Row).Scalar() + 1 ?? 1;
        session.Database.Prepared("insert into expectation_poll (exp, n, at, ms, code, outcome, detail, response) values (?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(current.Row).Bind(n).Bind(poll.At).Bind(poll.DurationMs).Bind(poll.StatusCode).Bind((long)poll.Outcome).Bind(poll.Detail)
            .Bind(poll.Response).Run();
        session.Database.Prepared("update expectation set polls = ? where id = ?").Bind(n).Bind(current.Row).Run();
        session.Database.Prepared("delete from expectation_poll where exp = ? and n <= ?").Bind(current.Row).Bind(n - PollsKept).Run();
    }

    private static string ListOf<T>(IReadOnlyCollection<T> numbers)
        where T : IFormattable =>
        "[" + string.Join(',', numbers.Select(static n => n.ToString(null, CultureInfo.InvariantCulture))) + "]";
}
