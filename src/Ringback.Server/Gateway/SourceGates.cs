using System.Collections.Concurrent;
using Ringback.Core.Catalog;

namespace Ringback.Server.Gateway;

/// <summary>The gates of the sources that were called. Thread-safe.</summary>
internal sealed class SourceGates(Catalog catalog)
{
    private const int FirstSweep = 64;

    // One for each source that was called; when there are twice as many as after the last sweep, those of sources that are gone leave.
    private readonly ConcurrentDictionary<int, SourceGate> _gates = new();
    private volatile int _sweepAt = FirstSweep;

    public SourceGate Get(Source source)
    {
        if (_gates.TryGetValue(source.ApplicationId, out var gate) && ReferenceEquals(gate.Source, source)) return gate;
        if (gate is null && _gates.Count >= _sweepAt) Sweep();
        return _gates[source.ApplicationId] = new SourceGate(source, gate);
    }

    /// <summary>Forgets those of sources that are gone.</summary>
    private void Sweep()
    {
        foreach (var (id, _) in _gates)
        {
            if (catalog.Source(id) is null) _gates.TryRemove(id, out _);
        }
        _sweepAt = Math.Max(FirstSweep, 2 * _gates.Count);
    }
}
