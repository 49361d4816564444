namespace Ringback.Storage.Postgres.Copying;

/// <summary>The rows of a table in both databases.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Source">Where the rows come from.</param>
/// <param name="Target">Where they were copied to.</param>
internal sealed record TableComparison(string Table, RowTotal Source, RowTotal Target)
{
    public bool IsSame => Source == Target;
}

/// <param name="Rows">How many there are.</param>
/// <param name="Sum">Of their hashes.</param>
internal readonly record struct RowTotal(long Rows, ulong Sum);
