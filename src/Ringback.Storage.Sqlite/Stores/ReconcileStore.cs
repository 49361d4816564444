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

    public ValueTask<ExpectationStatus?> RecordAsync(PollResult result) => writer.WriteAsync(session => session.Polls.Record(result));

    public ValueTask<long?> LastFiredAsync(int application) =>
        new(readers.Read(database => database.Prepared("select last from schedule where app = ?").Bind(application).Scalar()));

    public ValueTask<bool> FireAsync(ReceivedRequest occurrence, long at) => writer.WriteAsync(session => session.Occurrences.Fire(occurrence, at));

    private static string ListOf<T>(IReadOnlyCollection<T> numbers)
        where T : IFormattable =>
        "[" + string.Join(',', numbers.Select(static n => n.ToString(null, CultureInfo.InvariantCulture))) + "]";
}
