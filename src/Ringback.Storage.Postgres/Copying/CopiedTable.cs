using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>A table whose rows are copied. It has the same name and columns in both databases.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Columns">In the order of the target.</param>
/// <param name="Key">The columns of the primary key, in its order.</param>
/// <param name="Identity">The column whose values PostgreSQL gives when a row has none; null: none.</param>
internal sealed record CopiedTable(string Name, IReadOnlyList<RowsColumn> Columns, IReadOnlyList<string> Key, string? Identity)
{
    /// <value>Tables that are the target's own.</value>
    private static readonly string[] Own = ["meta", "lease", "written", "schema_version", CopyState.Table];

    public string ColumnNames => string.Join(", ", Columns.Select(static column => column.Name));

    /// <value>Whether a row may be large: fewer of them are read at once.</value>
    public bool IsWide => Columns.Any(static column => column.Name is "payload" or "body");

    /// <summary>All tables of the target's schema but those that are its own: what a later version adds is copied, too.</summary>
    public static IReadOnlyList<CopiedTable> All(PostgresDatabase target, string schema)
    {
        var rows = target.Prepared(
                "select c.relname, a.attname, t.typname, a.attidentity <> '', coalesce(array_position(string_to_array(i.indkey::text, ' '), a.attnum::text), 0) "
                + "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
                + "join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
                + "join pg_catalog.pg_type t on t.oid = a.atttypid "
                + "left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary "
                + "where n.nspname = ? and c.relkind = 'r' order by c.relname, a.attnum")
            .Bind(schema);
        var found = new List<(string Table, RowsColumn Column, bool IsIdentity, int Place)>();
        while (rows.Step())
            found.Add((rows.Text(0), new RowsColumn(rows.Text(1), TypeOf(rows.Text(2))), rows.Int64(3) != 0, rows.Int32(4)));
        return
        [
            .. found.Where(static one => !Own.Contains(one.Table)).GroupBy(static one => one.Table).Select(static table => new CopiedTable(
                table.Key,
                [.. table.Select(static one => one.Column)],
                [.. table.Where(static one => one.Place > 0).OrderBy(static one => one.Place).Select(static one => one.Column.Name)],
                table.Where(static one => one.IsIdentity).Select(static one => one.Column.Name).FirstOrDefault())),
        ];
    }

    private static RowsType TypeOf(string name) => name switch
    {
        "int2" or "int4" or "int8" => RowsType.Number,
        "text" => RowsType.Text,
        "bytea" => RowsType.Bytes,
        _ => throw new NotSupportedException($"A table has a column of the type {name}, which the copy doesn't know."),
    };
}
