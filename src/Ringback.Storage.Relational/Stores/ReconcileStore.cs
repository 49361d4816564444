using System.Globalization;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Reconcile;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IReconcileStore"/>
internal sealed class ReconcileStore(Writer writer, IReaders readers, SealedTexts texts) : IReconcileStore
{
    private static string NotLeftOut(Database database) =>
        $"due is not null and app not in (select value from {database.Numbers(1)}) and id not in (select value from {database.Numbers(2)})";

    public ValueTask<long?> NextDueAsync(DueExcept except) =>
        readers.ReadAsync(database => database.Prepared(
                $"select due from expectation indexed by expectation_due where {NotLeftOut(database)} order by due limit 1")
            .BindNumbers(except.Applications.Select(static application => (long)application)).BindNumbers(except.Rows).Scalar());

    public ValueTask<IReadOnlyList<Expectation>> DueAsync(long now, DueExcept except, int limit) =>
        readers.ReadAsync(database =>
        {
            var due = new List<Expectation>();
            var rows = database.Prepared(
                    $"select {ExpectationDocument.Columns} from expectation e indexed by expectation_due where {NotLeftOut(database)} and due <= ?3 order by due limit ?4")
                .BindNumbers(except.Applications.Select(static application => (long)application)).BindNumbers(except.Rows).Bind(now).Bind(limit);
            while (rows.Step())
                due.Add(ExpectationDocument.Read(rows, texts));
            return (IReadOnlyList<Expectation>)due;
        });

    public ValueTask<ExpectationStatus?> RecordAsync(PollResult result) => writer.WriteAsync(session => session.Polls.Record(result));

    public ValueTask<long?> LastFiredAsync(int application) =>
        readers.ReadAsync(database => database.Prepared("select last from schedule where app = ?").Bind(application).Scalar());

    public ValueTask<bool> FireAsync(ReceivedRequest occurrence, long at) => writer.WriteAsync(session => session.Occurrences.Fire(occurrence, at));
}
