using System.Globalization;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>Reads all rows of both databases and sums them up in the same way.</summary>
/// <param name="source">Its rows don't change.</param>
/// <param name="connections">To the target.</param>
/// <param name="report">Told as rows are read.</param>
internal sealed class CopyComparer(Database source, PostgresConnections connections, Action<string, long> report)
{
    /// <value>Rows that are read from the target at once, and of large ones.</value>
    private const int Fetch = 1000;
    private const int FetchWide = 16;

    /// <value>Rows after which those who watch are told.</value>
    private const int Reported = 1000;

    public IReadOnlyList<TableComparison> Compare(IReadOnlyList<CopyPart> parts, CancellationToken stop)
    {
        using var target = connections.Open(SessionLimits.Schema);
        // All tables as they are at one moment.
        target.BeginReading();
        return [.. parts.GroupBy(static part => part.Table).Select(table => new TableComparison(table.Key.Name, OfSource(table, stop), OfTarget(target, table.Key, stop)))];
    }

    private RowTotal OfSource(IGrouping<CopiedTable, CopyPart> parts, CancellationToken stop)
    {
        using var sum = new RowSum(parts.Key.Columns);
        foreach (var part in parts)
        {
            using var rows = source.Prepare(part.Rows);
            while (rows.Step())
                Add(sum, rows, part.Name, stop);
        }

        return new RowTotal(sum.Rows, sum.Sum);
    }

    private RowTotal OfTarget(PostgresDatabase target, CopiedTable table, CancellationToken stop)
    {
        using var sum = new RowSum(table.Columns);
        // A name of its own: its prepared fetch returns these columns.
        var cursor = "copied_" + table.Name;
        target.Execute($"declare {cursor} no scroll cursor for select {table.ColumnNames} from {table.Name}");
        var rows = target.Prepared(string.Create(CultureInfo.InvariantCulture, $"fetch {(table.IsWide ? FetchWide : Fetch)} from {cursor}"));
        for (var before = -1L; before < sum.Rows;)
        {
            before = sum.Rows;
            while (rows.Step())
                Add(sum, rows, table.Name, stop);
        }

        target.Execute($"close {cursor}");
        return new RowTotal(sum.Rows, sum.Sum);
    }

    private void Add(RowSum sum, Statement rows, string name, CancellationToken stop)
    {
        sum.Add(rows);
        if (sum.Rows % Reported != 0)
            return;
        stop.ThrowIfCancellationRequested();
        report(name, Reported);
    }
}
