using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>What the writer keeps in memory of a source for which something is, or was, expected.</summary>
internal sealed class SourceWatch
{
    // At most TooManyPointersException.Most; none once the source is gone.
    private readonly SortedDictionary<string, long> _pointers = new(StringComparer.Ordinal);
    private PointerSet? _set;

    /// <value>Expectations that an event could meet, or be the late one of: open, polling and reconciled.</value>
    public int Live { get; set; }

    /// <value>Rules on events of the source itself: those that it has, read anew when one changes.</value>
    public List<RulePlan> Rules { get; } = [];

    public int Pointers => _pointers.Count;

    public string[] Names => [.. _pointers.Keys];

    /// <summary>The seq from which on all events were looked at there; null when they aren't.</summary>
    public long? Since(string pointer) => _pointers.TryGetValue(pointer, out var since) ? since : null;

    public void Add(string pointer, long since)
    {
        _pointers[pointer] = since;
        _set = null;
    }

    public void Remove(string pointer)
    {
        _pointers.Remove(pointer);
        _set = null;
    }

    /// <summary>Hashes of what an event is about, each once.</summary>
    public List<long> Keys(Message message)
    {
        var keys = new List<long>(1);
        if (_pointers.Count == 0)
            return keys;
        _set ??= new PointerSet(_pointers.Keys);
        var json = message.Json.Span;
        var slots = new JsonSlot[_set.Slots];
        if (!_set.TryRead(json, slots))
            return keys;
        foreach (var pointer in _pointers.Keys)
        {
            if (ObjectKey.TextOf(slots[_set.PlaceOf(pointer)], json) is { } key
                && ObjectKey.HashOf(message.ApplicationId, key) is var hash && !keys.Contains(hash))
                keys.Add(hash);
        }

        return keys;
    }
}
