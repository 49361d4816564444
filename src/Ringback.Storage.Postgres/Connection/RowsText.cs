using System.Globalization;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// A write to many rows as one statement, whose parameters are its columns, an array each. It has one text however many rows there are, so
/// that it is prepared once.
/// </summary>
internal static class RowsText
{
    public static string Write(ManyRows rows)
    {
        if (rows.Kind != RowsChange.Insert && rows.Key == 0)
            throw new ArgumentException("An update or delete needs a key.", nameof(rows));
        var names = rows.Columns.Select(static column => column.Name).ToList();
        var all = string.Join(", ", names);
        var arrays = string.Join(", ", rows.Columns.Select(
            static (column, place) => string.Create(CultureInfo.InvariantCulture, $"${place + 1}::{ArrayOf(column.Type)}")));
        var key = string.Join(" and ", names.Take(rows.Key).Select(name => $"{rows.Table}.{name} = x.{name}"));
        return rows.Kind switch
        {
            RowsChange.Insert => $"insert into {rows.Table} ({all}) select * from unnest({arrays}) {rows.Rest}".TrimEnd(),
            RowsChange.Update => $"update {rows.Table} set {string.Join(", ", names.Skip(rows.Key).Select(static name => $"{name} = x.{name}"))} "
                + $"from unnest({arrays}) x ({all}) where {key}",
            _ => $"delete from {rows.Table} using unnest({arrays}) x ({all}) where {key}",
        };
    }

    private static string ArrayOf(RowsType type) => type switch
    {
        RowsType.Number => "bigint[]",
        RowsType.Text => "text[]",
        _ => "bytea[]",
    };
}
