using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Storage.Postgres.Copying;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;

namespace Ringback.Server.Stores;

/// <summary>Copies the store of a data folder into a PostgreSQL database.</summary>
internal static class StoreCopying
{
    /// <returns>All tables compared; the copy has ended well when each is the same.</returns>
    /// <param name="folder">The data folder, held by this process.</param>
    /// <param name="address">Of the PostgreSQL database, as Npgsql takes it.</param>
    /// <param name="box">Opens the folder's secrets.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <param name="report">Told as it goes on.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="StoreUnavailableException">One of the databases can't be used, or isn't as it must be; the message says why.</exception>
    /// <exception cref="SecretBoxException">The folder's secrets, or those of the database, were sealed with another key.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<TableComparison> Run(
        string folder, string address, SecretBox box, TimeProvider clock, Action<CopyStep> report, CancellationToken stop)
    {
        var path = Path.Combine(folder, SqliteStore.FileName);
        if (!File.Exists(path))
            throw new StoreUnavailableException($"{path} doesn't exist: the data folder holds no store to copy.");
        using var source = SqliteDatabase.Open(path, readOnly: true);
        source.Execute("pragma query_only = 1; pragma cache_size = -16384");
        var version = DatabaseFile.VersionOf(source, path);
        DatabaseFile.CheckVersion(version, path);
        if (version < DatabaseFile.Version)
            throw new StoreUnavailableException($"{path} has schema version {version}, but the copy needs {DatabaseFile.Version}. Run `ringback migrate up` on this data folder.");
        source.Prepared("begin").Run();
        if (!PlainTexts.AreSealed(source))
            throw new StoreUnavailableException($"{path} was written by an older version of Ringback, which did not encrypt all secrets. Start this version of the server on the data folder once, stop it, then copy.");
        // What another key sealed is refused before anything is copied.
        var catalog = new Catalog();
        CatalogLoader.Load(source, new SealedTexts(box), catalog);
        StoredSecrets.Check(catalog, box);
        return new PostgresCopy(source, clock, report).Run(address, box, new IdSource(clock), stop);
    }
}
