namespace Ringback.Client.Api;

/// <summary>A page of a list.</summary>
/// <param name="Data">Null, or with nulls, in what another program answered.</param>
/// <param name="Iterator">Of the next page.</param>
/// <param name="Done">It is the last one.</param>
internal sealed record ApiPage<TItem>(IReadOnlyList<TItem?>? Data, string? Iterator, bool Done);
