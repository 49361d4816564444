using System.Collections.Concurrent;
using Npgsql;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Stores;
using Ringback.Storage.Contracts;
using Ringback.Storage.Postgres.Copying;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Postgres.Tests.Copying;

/// <summary>
/// A folder's store is SQLite's until it is closed; when it is opened again, it is what was copied of it into PostgreSQL. Whatever a contract
/// expects after a restart, it then expects of the copy.
/// </summary>
internal sealed class CopiedStores(PostgresDatabases databases) : IStoreFactory
{
    private readonly PostgresStores _targets = new(databases);

    // By folder: whether it has been copied. One that isn't in here has not been opened.
    private readonly ConcurrentDictionary<string, bool> _isCopied = new(StringComparer.Ordinal);

    public IStore Open(string folder, TimeProvider clock, TimeSpan retention)
    {
        if (_isCopied.TryAdd(folder, false))
            return SqliteStore.Open(folder, clock, new IdSource(clock), new SecretBox(new byte[32]), retention);
        if (_isCopied.TryUpdate(folder, true, false))
            Copy(folder, _targets.AddressOf(folder), clock).ShouldAllBe(static table => table.IsSame);
        return _targets.Open(folder, clock, retention);
    }

    public void CopyAsIfKilled(string folder, string to)
    {
        if (_isCopied[folder])
        {
            _targets.CopyAsIfKilled(folder, to);
            _isCopied[to] = true;
            return;
        }

        foreach (var file in (string[])[SqliteStore.FileName, SqliteStore.FileName + "-wal"])
            File.Copy(Path.Combine(folder, file), Path.Combine(to, file));
    }

    /// <summary>Copies the store of a folder, which is closed.</summary>
    public static IReadOnlyList<TableComparison> Copy(
        string folder, string address, TimeProvider clock, Action<CopyStep>? report = null, byte key = 0, CancellationToken stop = default)
    {
        using var source = SqliteDatabase.Open(Path.Combine(folder, SqliteStore.FileName), readOnly: true);
        source.Execute("begin");
        var box = new SecretBox([.. Enumerable.Repeat(key, 32)]);
        return new PostgresCopy(source, clock, report ?? (static _ => { })).Run(address, box, new IdSource(clock), stop);
    }
}
