using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Intake.Spool;

/// <summary>
/// The requests in the spool's file, limited by their bytes. Appending is a group commit with an fsync; nothing sleeps to fill one.
/// </summary>
internal sealed class SpoolQueue : IDeadLetters, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteReaders _readers;
    private readonly GroupCommit<SpoolWrite> _writer;
    private readonly TimeProvider _clock;
    private readonly long _limit;
    private long _bytes;

    /// <param name="limit">Bytes of all requests together.</param>
    /// <exception cref="StoreUnavailableException">The file can't be used; the message says why.</exception>
    public SpoolQueue(string path, long limit, TimeProvider clock)
    {
        (_limit, _clock) = (limit, clock);
        _database = SpoolFile.Open(path);
        _bytes = _database.Prepared("select coalesce(sum(length(bytes)), 0) from request").Scalar() ?? 0;
        _readers = new SqliteReaders(path);
        _writer = new GroupCommit<SpoolWrite>("ringback-spool", new SpoolCommitter(_database, Health));
    }

    public StoreHealth Health { get; } = new();

    /// <value>Of the requests that wait.</value>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull => Bytes >= _limit;

    /// <summary>Completes when the request is on disk.</summary>
    /// <exception cref="StoreUnavailableException">The spool is full, or can't be written.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes.Length) > _limit)
        {
            Interlocked.Add(ref _bytes, -bytes.Length);
            throw new StoreUnavailableException("The spool is full: as many requests wait for the store as the setting spool-limit allows.");
        }

        try
        {
            await WriteAsync(new AppendWrite(bytes)).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Add(ref _bytes, -bytes.Length);
            throw;
        }
    }

    /// <summary>The oldest requests, in the order of arrival: at most so many, and one at least when there is one.</summary>
    public ValueTask<IReadOnlyList<SpooledRequest>> OldestAsync(int most, long mostBytes) => _readers.ReadAsync(database =>
    {
        var requests = new List<SpooledRequest>();
        var bytes = 0L;
        var rows = database.Prepared("select id, bytes from request order by id");
        while (requests.Count < most && bytes < mostBytes && rows.Step())
        {
            var request = rows.Blob(1).ToArray();
            bytes += request.Length;
            requests.Add(new SpooledRequest(rows.Int64(0), new HeldRequest(request)));
        }

        rows.Reset();
        return (IReadOnlyList<SpooledRequest>)requests;
    });

    /// <summary>Removes requests that <see cref="OldestAsync"/> gave.</summary>
    public async ValueTask RemoveAsync(IReadOnlyList<SpooledRequest> requests)
    {
        await WriteAsync(new RemoveWrite(requests[0].Id, requests[^1].Id)).ConfigureAwait(false);
        Interlocked.Add(ref _bytes, -requests.Sum(static request => (long)request.Held.Bytes.Length));
    }

    public async Task AddAsync(ReadOnlyMemory<byte> bytes, string reason) =>
        await WriteAsync(new BuryWrite(bytes, reason, _clock.GetUtcNow().ToUnixTimeMilliseconds())).ConfigureAwait(false);

    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
        _database.Dispose();
    }

    private ValueTask<bool> WriteAsync(SpoolWrite write)
    {
        _writer.Add(write);
        return write.Task;
    }
}

/// <param name="Id">Rises in the order of arrival.</param>
/// <param name="Held">The request.</param>
internal readonly record struct SpooledRequest(long Id, HeldRequest Held);
