using System.Collections.Concurrent;
using Ringback.Core.Catalog;

namespace Ringback.Server.Gateway;

/// <summary>The gates of the sources that were called. Thread-safe.</summary>
internal sealed class SourceGates(Catalog catalog)
{
    private readonly ConcurrentDictionary<int, SourceGate> _gates = new();

    public SourceGate Of(Source source)
    {
        if (_gates.TryGetValue(source.ApplicationId, out var gate) && ReferenceEquals(gate.Source, source)) return gate;
        return _gates[source.ApplicationId] = new SourceGate(source, gate);
    }

    /// <summary>Forgets those of sources that are gone.</summary>
    public void Sweep()
    {
        foreach (var (id, _) in _gates)
        {
            if (catalog.Source(id) is null) _gates.TryRemove(id, out _);
        }
    }
}
