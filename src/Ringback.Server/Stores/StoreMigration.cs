using Ringback.Core.Commit;
using Ringback.Core.Settings;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Schema;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;

namespace Ringback.Server.Stores;

/// <summary>The schema of a store, without a server: which version it has, and its upgrade.</summary>
internal static class StoreMigration
{
    /// <summary>Which version the schema has; nothing is changed.</summary>
    /// <param name="options">Say where the store is.</param>
    /// <param name="folder">The data folder, absolute.</param>
    /// <exception cref="StoreUnavailableException">It can't be read; the message says why.</exception>
    public static StoreVersion Status(RingbackOptions options, string folder)
    {
        if (options.Store is { } address)
        {
            using var connections = new PostgresConnections(new PostgresSettings(address));
            return StatusOf(connections);
        }

        var path = Path.Combine(folder, SqliteStore.FileName);
        if (!File.Exists(path))
            return new StoreVersion(path, 0, DatabaseFile.Version, []);
        using var database = SqliteDatabase.Open(path, readOnly: true);
        return new StoreVersion(path, DatabaseFile.VersionOf(database, path), DatabaseFile.Version, []);
    }

    /// <summary>Adds the versions that are missing.</summary>
    /// <returns>The version before, and the one that it has now.</returns>
    /// <param name="options">Say where the store is.</param>
    /// <param name="folder">The data folder, absolute; held by this process when no other store is set.</param>
    /// <param name="clock">Says when versions are added.</param>
    /// <exception cref="StoreUnavailableException">It can't be upgraded; the message says why.</exception>
    public static (StoreVersion Before, StoreVersion After) Upgrade(RingbackOptions options, string folder, TimeProvider clock)
    {
        if (options.Store is { } address)
        {
            using var connections = new PostgresConnections(new PostgresSettings(address));
            var before = StatusOf(connections);
            PostgresSchema.Migrate(connections, clock);
            return (before, StatusOf(connections));
        }

        var old = Status(options, folder);
        var path = Path.Combine(folder, SqliteStore.FileName);
        DatabaseFile.Make(path);
        using (var database = SqliteDatabase.Open(path, readOnly: false))
            DatabaseFile.Prepare(database, path);
        return (old, Status(options, folder));
    }

    private static StoreVersion StatusOf(PostgresConnections connections)
    {
        var status = PostgresSchema.Status(connections);
        return new StoreVersion(
            $"PostgreSQL, schema {status.Schema}", status.Version, status.Known, [.. status.Applied.Select(static one => (one.Version, one.At))]);
    }
}
