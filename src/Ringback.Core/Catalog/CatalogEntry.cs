namespace Ringback.Core.Catalog;

/// <summary>What a <see cref="Catalog"/> holds and a store keeps: an organisation, application, source, endpoint or event type.</summary>
internal abstract record CatalogEntry;
