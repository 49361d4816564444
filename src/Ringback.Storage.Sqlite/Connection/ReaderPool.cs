using System.Collections.Concurrent;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>Read-only connections, opened as they are needed, kept for the next reader. A read sees one snapshot.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _disposed;

    public T Read<T>(Func<Database, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryTake(out var database))
        {
            database = Database.Open(path, readOnly: true);
            database.Execute("pragma query_only = 1; pragma cache_size = -16384;");
        }

        var healthy = false;
        try
        {
            database.Execute("begin");
            var result = read(database);
            database.Execute("commit");
            healthy = true;
            return result;
        }
        finally
        {
            // A statement left open by an exception would hold its snapshot, and the log could never be reset.
            if (healthy && !_disposed)
                _idle.Add(database);
            else
                database.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var database))
            database.Dispose();
    }
}
