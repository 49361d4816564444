using Ringback.Core.Reconcile;
using Ringback.Core.Retain;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Retain;

/// <inheritdoc cref="IExpectationSweepRows"/>
internal sealed class ExpectationSweepRows(Database database) : IExpectationSweepRows
{
    public IReadOnlyList<SweptExpectation> Next(long after, int most)
    {
        var next = new List<SweptExpectation>();
        var rows = database.Prepared("select id, app, due, status, updated from expectation where id > ? order by id limit ?").Bind(after).Bind(most);
        while (rows.Step())
            next.Add(new SweptExpectation(rows.Int64(0), rows.Int32(1), (ExpectationStatus)rows.Int32(3), HasEnded: rows.IsNull(2), rows.Int64(4)));
        return next;
    }

    public void Drop(long row)
    {
        database.Prepared("delete from expectation_poll where exp = ?").Bind(row).Run();
        database.Prepared("delete from expectation where id = ?").Bind(row).Run();
    }

    public void DropSchedulesWithoutSource() => database.Prepared("delete from schedule where app not in (select app from source)").Run();
}
