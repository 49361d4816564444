namespace Ringback.Core.Catalog;

/// <summary>The tenant. Comes into being with its first use; everything else is scoped by it.</summary>
/// <param name="Id">The store's integer.</param>
/// <param name="PublicId"><c>org_…</c>, as the token says it.</param>
internal sealed record Organisation(int Id, string PublicId) : CatalogEntry;
