using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>Takes rows over into a table, value by value.</summary>
internal sealed class RowCopier(PostgresDatabase target, CopiedTable table) : IDisposable
{
    private readonly Statement _insert = target.PrepareMany(new ManyRows(RowsChange.Insert, table.Name, table.Columns));

    /// <summary>Adds the row that a statement is at, in the transaction under way.</summary>
    /// <returns>The bytes of its texts and blobs.</returns>
    public int Add(Statement row)
    {
        var bytes = 0;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var type = table.Columns[i].Type;
            if (row.IsNull(i))
                _insert.BindNull();
            else if (type == RowsType.Number)
                _insert.Bind(row.Int64(i));
            else if (type == RowsType.Text)
                _insert.Bind(row.Text(i));
            else
                _insert.Bind(row.Blob(i));
            bytes += type == RowsType.Number || row.IsNull(i) ? 0 : row.Length(i);
        }

        _insert.Run();
        return bytes;
    }

    public void Dispose() => _insert.Dispose();
}
