using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Configure;

/// <summary>A change of the catalog under way, inside one commit. Reads through it see what it has put.</summary>
internal abstract class CatalogDraft
{
    public abstract Catalog.Catalog Catalog { get; }

    /// <summary>
    /// An id for a new <see cref="Application"/>, <see cref="Endpoint"/> or <see cref="SourceOperation"/>. Never given twice, though a
    /// failed change loses it. Endpoints and operations share the store's integers, so that work, history and lanes are the same for
    /// both, and each operation's id is higher than every endpoint's.
    /// </summary>
    public abstract int NextId<TEntry>()
        where TEntry : CatalogEntry;

    /// <summary>The organisation with this public id, which comes into being if it is new.</summary>
    public abstract Organisation Organisation(string publicId);

    /// <summary>The store's integer for a URL.</summary>
    public abstract int UrlId(string url);

    public abstract void Put(CatalogEntry entry);

    public abstract void Remove(CatalogEntry entry);

    /// <summary>Starts a job in the same commit; its key is ignored.</summary>
    public abstract void Start(Jobs.Job job);

    /// <summary>Accepts a message in the same commit: how operational webhooks come to be.</summary>
    public abstract void Emit(NewMessage message);
}
