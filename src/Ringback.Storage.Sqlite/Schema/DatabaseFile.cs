using System.Globalization;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Schema;

/// <summary>Makes a database file ready: refuses what isn't ours, creates what is missing, and insists on durability.</summary>
internal static class DatabaseFile
{
    /// <value>"RBCK": SQLite keeps it in the file's header (pragma application_id).</value>
    private const int ApplicationId = 0x5242434B;

    /// <value>What each version adds to the one before it: a released script is never changed.</value>
    private static readonly string[] Scripts = ["schema.sql", "receive.sql", "reconcile.sql", "runs.sql", "names.sql", "direct.sql"];

    /// <value>The version that this program works with.</value>
    public static int Version => Scripts.Length;

    /// <summary>Makes the file if it is missing, for its owner only, whatever the folder's mode: SQLite gives the log beside it the same.</summary>
    public static void Make(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The database {path} can't be created: {e.Message}", e);
        }
    }

    /// <returns>The version of its schema; 0: it has none yet.</returns>
    /// <exception cref="StoreUnavailableException">The file isn't ours.</exception>
    public static int VersionOf(SqliteDatabase database, string path)
    {
        var owner = database.Prepared("pragma application_id").Scalar();
        var tables = database.Prepared("select count(*) from sqlite_master").Scalar();
        if (owner != ApplicationId && (owner != 0 || tables != 0))
            throw new StoreUnavailableException($"{path} is a database of another program. Choose another data folder.");
        return tables == 0 ? 0 : (int)(database.Prepared("pragma user_version").Scalar() ?? 0);
    }

    /// <summary>Refuses a schema that a newer version wrote.</summary>
    /// <exception cref="StoreUnavailableException">It is newer.</exception>
    public static void CheckVersion(int version, string path)
    {
        if (version > Version)
            throw new StoreUnavailableException($"{path} was written by a newer version of Ringback (schema {version}; this version knows {Version}). Update Ringback.");
    }

    public static void Prepare(SqliteDatabase database, string path)
    {
        var version = VersionOf(database, path);
        CheckVersion(version, path);

        // The writer checkpoints by itself, between commits; FULL syncs the log before a commit returns.
        database.Execute(
            """
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma wal_autocheckpoint = 0;
            pragma mmap_size = 0;
            pragma cache_size = -16384;
            pragma temp_store = memory;
            """);
        if (database.Prepared("pragma synchronous").Scalar() != 2)
            throw new StoreUnavailableException("SQLite did not accept synchronous=FULL. Without this setting, a message that was answered with 202 could be lost.");
        if (version < Version)
        {
            database.Execute("begin immediate");
            foreach (var name in Scripts[version..])
                database.Execute(Script(name));
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"pragma application_id = {ApplicationId}; pragma user_version = {Version};"));
            database.Execute("commit");
        }

        database.Checkpoint();
    }

    private static string Script(string name)
    {
        using var stream = typeof(DatabaseFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
