using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ringback.Core.Commit;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>One SQLite connection. Not thread-safe.</summary>
internal sealed class SqliteDatabase : Database
{
    private readonly List<SqliteStatement> _all = [];
    private readonly nint _handle;
    private bool _disposed;

    private SqliteDatabase(nint handle) => _handle = handle;

    public bool InTransaction => Native.GetAutocommit(_handle) == 0;

    public override int Changes => Native.Changes(_handle);

    /// <exception cref="StoreUnavailableException">The file can't be opened.</exception>
    public static SqliteDatabase Open(string path, bool readOnly)
    {
        var flags = (readOnly ? Native.OpenReadOnly : Native.OpenReadWrite | Native.OpenCreate) | Native.OpenNoMutex;
        var code = Native.Open(path, out var handle, flags, 0);
        var database = new SqliteDatabase(handle);
        if (code != Native.Ok)
        {
            var reason = database.LastError;
            database.Dispose();
            throw new StoreUnavailableException($"The database {path} can't be opened: {reason}.");
        }

        _ = Native.ExtendedResultCodes(handle, 1);
        _ = Native.BusyTimeout(handle, 5000);
        return database;
    }

    public override unsafe Statement Prepare(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* bytes = text)
        {
            Check(Native.Prepare(_handle, bytes, text.Length, Native.PreparePersistent, out var handle, 0));
            var statement = new SqliteStatement(this, handle);
            _all.Add(statement);
            return statement;
        }
    }

    public override Statement PrepareMany(ManyRows rows)
    {
        var columns = rows.Columns.Select(static column => column.Name).ToList();
        var places = columns.Select(static (column, place) => string.Create(CultureInfo.InvariantCulture, $"{column} = ?{place + 1}")).ToList();
        var key = string.Join(" and ", places.Take(rows.Key));
        return Prepare(rows.Kind switch
        {
            RowsChange.Insert => $"insert into {rows.Table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select(static _ => "?"))}) {rows.Rest}",
            RowsChange.Update => $"update {rows.Table} set {string.Join(", ", places.Skip(rows.Key))} where {key}",
            _ => $"delete from {rows.Table} where {key}",
        });
    }

    public override string Numbers(int parameter) => string.Create(CultureInfo.InvariantCulture, $"json_each(?{parameter})");

    public override void Begin() => Execute("begin immediate");

    public override void Execute(string script) => Check(Native.Execute(_handle, script, 0, 0, 0));

    /// <summary>Copies what the log holds into the database file, as far as readers allow.</summary>
    public void Checkpoint()
    {
        var code = Native.Checkpoint(_handle, 0, Native.CheckpointPassive, out _, out _);
        if (code is not (Native.Busy or Native.Locked))
            Check(code);
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        Check(Native.Status(_handle, Native.StatusCacheWrite, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Throws what a result code stands for.</summary>
    /// <exception cref="StoreUnavailableException">The disk, the file or the folder is the reason.</exception>
    public void Check(int code)
    {
        if (code is not (Native.Ok or Native.Row or Native.Done))
            throw ErrorOf(code);
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var statement in _all)
            statement.Dispose();
        _ = Native.Close(_handle);
    }

    private string LastError => Marshal.PtrToStringUTF8(Native.ErrorMessage(_handle)) ?? "unknown";

    private Exception ErrorOf(int code)
    {
        var reason = $"{LastError} (SQLite code {code})";
        return (code & 0xff) switch
        {
            Native.Full => new StoreUnavailableException($"The disk is full: {reason}. Free space on the data folder's disk."),
            Native.IoError => new StoreUnavailableException($"The database can't be written or read: {reason}."),
            Native.ReadOnly or Native.CantOpen or Native.Perm =>
                new StoreUnavailableException($"Ringback can't write to the data folder: {reason}. Check the folder's owner and mode."),
            Native.Corrupt or Native.NotADatabase =>
                new StoreUnavailableException($"The database file is damaged or isn't a Ringback database: {reason}. Restore a backup."),
            Native.Busy or Native.Locked or Native.Protocol or Native.NoMemory =>
                new StoreUnavailableException($"The database is not available: {reason}."),
            _ => new InvalidOperationException($"SQLite: {reason}."),
        };
    }
}
