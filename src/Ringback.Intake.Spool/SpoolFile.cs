using Ringback.Core.Commit;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;

namespace Ringback.Intake.Spool;

/// <summary>The file of the spool, in the data folder: requests in the order of arrival, and dead letters.</summary>
internal static class SpoolFile
{
    public const string Name = "spool.db";

    /// <value>Beside SQLite's own check of a file's head: "RBSP" (pragma application_id).</value>
    private const int ApplicationId = 0x52425350;

    /// <summary>Opens the file for its one writer, and makes it when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It can't be used; the message says why.</exception>
    public static SqliteDatabase Open(string path)
    {
        DatabaseFile.Make(path);
        var database = SqliteDatabase.Open(path, readOnly: false);
        try
        {
            if (database.Prepared("pragma application_id").Scalar() is not (0 or ApplicationId))
                throw new StoreUnavailableException($"{path} is a database of another program. Choose another data folder.");
            // FULL syncs the log before a commit returns: who is answered 2xx counts on it.
            database.Execute(
                $"""
                pragma journal_mode = wal;
                pragma synchronous = full;
                pragma wal_autocheckpoint = 2000;
                pragma application_id = {ApplicationId};
                create table if not exists request (id integer primary key, bytes blob not null);
                create table if not exists dead (id integer primary key, at integer not null, reason text not null, bytes blob not null);
                """);
            if (database.Prepared("pragma synchronous").Scalar() != 2)
                throw new StoreUnavailableException("SQLite did not accept synchronous=FULL. Without this setting, a request that was answered with 2xx could be lost.");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether requests wait in the spool of a data folder, which another intake left there.</summary>
    public static bool HasRequests(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return false;
        using var database = Open(path);
        return database.Prepared("select count(*) from (select 1 from request limit 1)").Scalar() > 0;
    }
}
