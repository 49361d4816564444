using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>Read-only connections, opened as they are needed, some kept for the next reader. A read sees one snapshot.</summary>
internal sealed class SqliteReaders(string path) : IReaders
{
    /// <value>Connections kept; each holds up to 4 MiB of pages.</value>
    private const int Kept = 8;

    private readonly Lock _lock = new();

    // At most as many as are kept.
    private readonly Stack<SqliteDatabase> _idle = new();
    private bool _disposed;

    // A read is short, and of a local file: it runs where it is asked for.
    public ValueTask<T> ReadAsync<T>(Func<Database, T> read) => new(Read(read));

    public T Read<T>(Func<Database, T> read)
    {
        var database = Take();
        var healthy = false;
        try
        {
            database.Prepared("begin").Run();
            var result = read(database);
            database.Prepared("commit").Run();
            healthy = true;
            return result;
        }
        finally
        {
            // A statement left open by an exception would hold its snapshot, and the log could never be reset.
            if (!healthy || !TryKeep(database))
                database.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out var database))
                database.Dispose();
        }
    }

    private SqliteDatabase Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out var kept))
                return kept;
        }

        var database = SqliteDatabase.Open(path, readOnly: true);
        database.Execute("pragma query_only = 1; pragma cache_size = -4096;");
        return database;
    }

    private bool TryKeep(SqliteDatabase database)
    {
        lock (_lock)
        {
            if (_disposed || _idle.Count == Kept)
                return false;
            _idle.Push(database);
            return true;
        }
    }
}
