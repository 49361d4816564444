using System.Globalization;
using Ringback.Storage.Postgres.Accept;

namespace Ringback.Storage.Postgres.Copying;

/// <summary>Rows of the source that become rows of a table.</summary>
/// <param name="Name">Of the source's table.</param>
/// <param name="Table">Where they belong.</param>
/// <param name="Rows">The source's select of the table's columns: the same rows in the same order whenever it is run.</param>
/// <param name="Count">The source's select of how many they are.</param>
internal sealed record CopyPart(string Name, CopiedTable Table, string Rows, string Count)
{
    private const string Keys = "dedupe";

    /// <param name="tables">Of the target.</param>
    /// <param name="began">When the copy began, Unix milliseconds: keys that had expired by then stay behind.</param>
    public static IReadOnlyList<CopyPart> All(IReadOnlyList<CopiedTable> tables, long began) =>
        [.. tables.SelectMany(table => table.Name == Keys ? OfKeys(table, began) : [Whole(table)])];

    private static CopyPart Whole(CopiedTable table) => new(
        table.Name, table, $"select {table.ColumnNames} from {table.Name} order by {string.Join(", ", table.Key)}", $"select count(*) from {table.Name}");

    /// <summary>
    /// SQLite keeps keys in three tables. A hash may be in two of them, or twice in a log: the newest row counts, and in the log of what comes
    /// from outside is a newer one than in <c>dedupe</c>.
    /// </summary>
    private static IEnumerable<CopyPart> OfKeys(CopiedTable table, long began)
    {
        const string Logged = "select hash from dedupe_log";
        var lifetime = PostgresKeys.MadeUpKeptFor.ToString(CultureInfo.InvariantCulture);
        yield return Of("dedupe", table, "dedupe", $"hash not in ({Logged})", "seq", "body", "expires", "ref", "hash");
        yield return Of("dedupe_log", table, "dedupe_log", "id in (select max(id) from dedupe_log group by hash)", "seq", "0", "expires", "null", "id");
        yield return Of(
            "keylog", table, "keylog k join message m using (seq)",
            string.Create(CultureInfo.InvariantCulture, $"m.at + {lifetime} > {began} and seq in (select max(seq) from keylog group by hash) ")
            + $"and not exists (select 1 from dedupe d where d.hash = k.hash) and hash not in ({Logged})",
            "seq", "k.body", $"m.at + {lifetime}", "null", "seq");
    }

    private static CopyPart Of(string name, CopiedTable table, string from, string where, string seq, string body, string expires, string reference, string order)
    {
        var values = table.Columns.Select(column => column.Name switch
        {
            "seq" => seq,
            "body" => body,
            "expires" => expires,
            "ref" => reference,
            var other => other,
        });
        return new CopyPart(
            name, table, $"select {string.Join(", ", values)} from {from} where {where} order by {order}", $"select count(*) from {from} where {where}");
    }
}
