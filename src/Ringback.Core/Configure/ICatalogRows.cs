using Ringback.Core.Catalog;

namespace Ringback.Core.Configure;

/// <summary>What is configured, in the batch under way.</summary>
internal interface ICatalogRows
{
    /// <inheritdoc cref="CatalogDraft.NextId"/>
    int NextId<TEntry>()
        where TEntry : CatalogEntry;

    /// <summary>Adds an organisation, which isn't there yet.</summary>
    /// <returns>The store's integer for it.</returns>
    int AddOrganisation(string publicId);

    /// <inheritdoc cref="CatalogDraft.UrlId"/>
    int UrlId(string url);

    /// <summary>Puts an application, a source, a destination or an event type, in the place of what has its id.</summary>
    void Put(CatalogEntry entry);

    /// <summary>
    /// Removes an entry alone, with what is counted or kept for it beside history: of a source its refused requests and its count of duplicates,
    /// of a destination the positions of its consumers. History can still name a destination.
    /// </summary>
    void Remove(CatalogEntry entry);

    /// <summary>Forgets since when a destination has only failed.</summary>
    void ForgetFailing(int destination);
}
