namespace Ringback.Client.Api;

/// <summary>A page of a list.</summary>
internal sealed record ApiPage<TItem>(IReadOnlyList<TItem> Data, string? Iterator, bool Done);
