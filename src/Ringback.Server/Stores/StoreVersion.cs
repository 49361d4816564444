namespace Ringback.Server.Stores;

/// <summary>Which version the schema of a store has.</summary>
/// <param name="Store">What is asked, as people name it: a file, or a schema of PostgreSQL.</param>
/// <param name="Version">0: there is no schema yet.</param>
/// <param name="Known">The version that this program works with.</param>
/// <param name="Applied">When versions were added, oldest first; only PostgreSQL's schema says so.</param>
internal sealed record StoreVersion(string Store, int Version, int Known, IReadOnlyList<(int Version, DateTimeOffset At)> Applied)
{
    public bool IsCurrent => Version == Known;

    public bool IsNewer => Version > Known;

    /// <value>The versions that an upgrade would add.</value>
    public IReadOnlyList<int> Missing => [.. Enumerable.Range(Version + 1, Math.Max(0, Known - Version))];
}
