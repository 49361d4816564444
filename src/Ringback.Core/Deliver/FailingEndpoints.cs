using System.Collections.Concurrent;
using Ringback.Core.Catalog;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>
/// Since when endpoints have only failed, as the store has it. A new URL, or being disabled, begins anew: who repairs an endpoint and
/// enables it again mustn't lose it to the next failure.
/// </summary>
internal sealed class FailingEndpoints
{
    private readonly Catalog.Catalog _catalog;
    // The destinations that only fail: one leaves when it succeeds, and when it is disabled, removed or gets another URL.
    private readonly ConcurrentDictionary<int, (long Since, int Url)> _known = new();

    /// <param name="known">By endpoint, Unix milliseconds.</param>
    /// <param name="catalog">Says where they are sent to.</param>
    public FailingEndpoints(IReadOnlyDictionary<int, long> known, Catalog.Catalog catalog)
    {
        _catalog = catalog;
        foreach (var (id, since) in known)
            if (catalog.Destination(id) is { } destination)
                _known[id] = (since, destination.UrlId);
    }

    /// <returns>Unix milliseconds; null for one that works.</returns>
    public long? Since(Destination destination) =>
        _known.TryGetValue(destination.Id, out var known) && known.Url == destination.UrlId ? known.Since : null;

    /// <summary>
    /// What was judged counts from now on, not only when it is on record: a success beside a failure would not know that it has to
    /// clear it.
    /// </summary>
    public void Judged(AttemptRecord record, Destination destination)
    {
        if (record.FailingSince is not { } since)
            return;
        if (since == 0)
            _known.TryRemove(destination.Id, out _);
        // An attempt that ends after its endpoint was disabled doesn't count against it once it is enabled.
        else if (_catalog.Destination(destination.Id) is { Disabled: false })
            _known[destination.Id] = (since, destination.UrlId);
    }

    public void Changed(int id)
    {
        if (_known.TryGetValue(id, out var known)
            && (_catalog.Destination(id) is not { Disabled: false } destination || destination.UrlId != known.Url))
            _known.TryRemove(id, out _);
    }
}
