namespace Ringback.Storage.Relational.Connection;

/// <summary>A write that a batch does to many rows, each by its own values.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Table">Its table.</param>
/// <param name="Columns">What a run binds, in this order.</param>
/// <param name="Key">How many of the columns are the key by which rows are told apart: the first ones. 0: rows are always new.</param>
/// <param name="Rest">Of an insert: what stands behind the values (<c>on conflict …</c>).</param>
internal sealed record ManyRows(RowsChange Kind, string Table, IReadOnlyList<RowsColumn> Columns, int Key = 0, string Rest = "");

/// <summary>What is done to many rows.</summary>
internal enum RowsChange
{
    Insert = 0,

    /// <summary>The columns behind the key are set.</summary>
    Update = 1,

    Delete = 2,
}

/// <param name="Name">Of the table's column.</param>
/// <param name="Type">What it holds.</param>
internal readonly record struct RowsColumn(string Name, RowsType Type);

/// <summary>The types of columns.</summary>
internal enum RowsType
{
    Number = 0,
    Text = 1,
    Bytes = 2,
}
