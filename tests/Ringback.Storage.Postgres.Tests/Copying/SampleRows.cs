using System.Globalization;
using System.Text;
using Ringback.Storage.Postgres.Copying;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Postgres.Tests.Copying;

/// <summary>Rows in all tables of a data folder, with values that are hard to copy.</summary>
internal static class SampleRows
{
    private static readonly string[] Texts = ["", "plain", "U+0000 \0 and U+0001 \u0001 and \u00010", "half \uD83D and other \uDE00", "whole 😀 é", "\t\n\r\\N\\.", "'\"$1?"];

    /// <summary>Some rows in each table but those of keys: each column null where it may be.</summary>
    public static void Fill(SqliteDatabase database, IEnumerable<CopiedTable> tables)
    {
        database.Execute("begin");
        foreach (var table in tables.Where(static table => table.Name != "dedupe"))
        {
            var required = Required(database, table.Name);
            for (var row = 1; row <= Texts.Length; row++)
            {
                using var insert = database.Prepare($"insert into {table.Name} ({table.ColumnNames}) values ({string.Join(", ", table.Columns.Select(static _ => "?"))})");
                foreach (var column in table.Columns)
                {
                    var mayBeNull = !required.Contains(column.Name) && !table.Key.Contains(column.Name);
                    if (mayBeNull && row % 2 == 0)
                        insert.BindNull();
                    else
                        Bind(insert, column, row);
                }

                insert.Run();
            }
        }

        database.Execute("commit");
    }

    /// <summary>Messages, as many as more than one transaction takes.</summary>
    public static void AddMessages(SqliteDatabase database, int count)
    {
        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
             with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
             insert into message (seq, id, app, at, type, payload) select i + 1000, randomblob(20), 1, 1795814000000 + i, 'good', randomblob(100) from n;
             """));
    }

    /// <summary>All rows of a table as they are read, in the order of its key.</summary>
    public static List<string> Dump(Database database, CopiedTable table)
    {
        var found = new List<string>();
        using var rows = database.Prepare($"select {table.ColumnNames} from {table.Name} order by {string.Join(", ", table.Key)}");
        while (rows.Step())
        {
            var line = new StringBuilder();
            for (var i = 0; i < table.Columns.Count; i++)
                line.Append(table.Columns[i].Name).Append('=').Append(ValueOf(rows, table.Columns[i].Type, i)).Append(' ');
            found.Add(line.ToString());
        }

        return found;
    }

    private static string ValueOf(Statement row, RowsType type, int column) =>
        row.IsNull(column) ? "null"
        : type == RowsType.Number ? row.Int64(column).ToString(CultureInfo.InvariantCulture)
        : type == RowsType.Text ? $"'{row.Text(column)}'"
        : Convert.ToHexString(row.Blob(column));

    private static void Bind(Statement insert, RowsColumn column, int row)
    {
        switch (column.Type)
        {
            case RowsType.Number:
                // States and codes are small; times and numbers of messages need 64 bits.
                insert.Bind(column.Name is "at" or "due" or "hash" or "created" or "last" ? long.MaxValue - row : row);
                break;
            case RowsType.Text:
                insert.Bind(column.Name is "name" or "public_id" or "text" or "subject" or "consumer" or "reason" or "pointer" ? $"{row}{Texts[row - 1]}" : Texts[row - 1]);
                break;
            default:
                byte[] key = [(byte)row, 0, 255];
                insert.Bind(column.Name switch
                {
                    "ksuid" or "id" or "hash" => key,
                    "payload" when row == 1 => new byte[1 << 20],
                    _ => row == 3 ? [] : key,
                });
                break;
        }
    }

    private static HashSet<string> Required(SqliteDatabase database, string table)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var rows = database.Prepare($"select name from pragma_table_info('{table}') where \"notnull\" = 1");
        while (rows.Step())
            found.Add(rows.Text(0));
        return found;
    }
}
