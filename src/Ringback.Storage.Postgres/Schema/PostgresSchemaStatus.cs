namespace Ringback.Storage.Postgres.Schema;

/// <param name="Schema">Its name.</param>
/// <param name="Version">The version that it has; 0: it is still to be made.</param>
/// <param name="Known">The version that this program works with.</param>
/// <param name="Applied">The versions that were applied, oldest first.</param>
internal sealed record PostgresSchemaStatus(string Schema, int Version, int Known, IReadOnlyList<AppliedVersion> Applied)
{
    /// <value>Versions that an upgrade would add.</value>
    public int Pending => Math.Max(0, Known - Version);
}

/// <summary>A version that was applied.</summary>
internal readonly record struct AppliedVersion(int Version, DateTimeOffset At);
