using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Configure;

/// <summary>Keeps the <see cref="Catalog"/>: every change is durable before its task completes.</summary>
internal interface ICatalogStore
{
    /// <value>All that is configured, loaded when the store was opened.</value>
    Catalog.Catalog Catalog { get; }

    /// <summary>
    /// Runs <paramref name="change"/> inside a commit: what it puts into the draft becomes durable as a whole, or, when it throws, not at
    /// all. Changes run one at a time, so that what one checks another can't undo before its commit.
    /// </summary>
    /// <param name="key">When a change with this key is on record, nothing runs, and its reference is returned.</param>
    /// <param name="change">Returns the public id of what it made, which is what is kept for the key. Must not block or wait.</param>
    /// <exception cref="StoreUnavailableException">Nothing was changed: the store can't commit.</exception>
    ValueTask<ChangeResult> ChangeAsync(IdempotencyKey? key, Func<CatalogDraft, string?> change);
}
