using Ringback.Core.Accept;
using SQLitePCL;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>One SQLite connection. Not thread-safe.</summary>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public int Changes => raw.sqlite3_changes(_handle);

    /// <exception cref="StoreUnavailableException">The file can't be opened.</exception>
    public static Database Open(string path, bool readOnly)
    {
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var database = new Database(handle);
        if (code != raw.SQLITE_OK)
        {
            var reason = raw.sqlite3_errmsg(handle).utf8_to_string();
            database.Dispose();
            throw new StoreUnavailableException($"The database {path} can't be opened: {reason}.");
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, 5000);
        return database;
    }

    /// <summary>The statement for this text, prepared at its first use.</summary>
    public Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = Prepare(sql);
        return statement;
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new Statement(this, statement);
    }

    /// <summary>Runs a script of statements that return nothing of interest.</summary>
    public void Execute(string script) => Check(raw.sqlite3_exec(_handle, script));

    /// <summary>Copies what the log holds into the database file, as far as readers allow.</summary>
    public void Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        if (code != raw.SQLITE_BUSY && code != raw.SQLITE_LOCKED)
            Check(code);
    }

    public void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        var reason = $"{raw.sqlite3_errmsg(_handle).utf8_to_string()} (SQLite code {code})";
        throw (code & 0xff) switch
        {
            raw.SQLITE_FULL => new StoreUnavailableException($"The disk is full: {reason}. Free space on the data folder's disk."),
            raw.SQLITE_IOERR => new StoreUnavailableException($"The database can't be written or read: {reason}."),
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM =>
                new StoreUnavailableException($"The data folder can't be written: {reason}. Check its owner and mode."),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
                new StoreUnavailableException($"The database file is damaged or isn't a Ringback database: {reason}. Restore a backup."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_NOMEM =>
                new StoreUnavailableException($"The database is not available: {reason}."),
            _ => new InvalidOperationException($"SQLite: {reason}."),
        };
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }
}
