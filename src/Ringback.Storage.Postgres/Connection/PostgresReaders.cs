using Ringback.Core.Commit;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// Sessions that only read, each on a thread of its own: a database that hangs takes none of the pool's threads, and more callers than can
/// wait are refused. A session is opened when all others are busy, and again when it has ended; while there is none, reads fail at once.
/// </summary>
internal sealed class PostgresReaders : IReaders
{
    /// <value>Reads that wait at most.</value>
    public const int MostWaiting = 1024;

    private readonly PostgresConnections _connections;
    private readonly int _most;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly ManualResetEventSlim _stop = new();

    // Below: under the lock.
    private readonly Queue<ReaderTask> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private int _open;
    private StoreUnavailableException? _failure;
    private bool _disposed;

    /// <param name="connections">Opens the sessions.</param>
    /// <param name="random">Spreads tries to connect.</param>
    /// <param name="most">Sessions at most.</param>
    public PostgresReaders(PostgresConnections connections, Random random, int most = 8) => (_connections, _random, _most) = (connections, random, most);

    /// <value>Sessions that are open.</value>
    public int Open
    {
        get { lock (_lock) return _open; }
    }

    /// <value>Sessions that wait for a read.</value>
    public int Idle
    {
        get { lock (_lock) return _idle; }
    }

    /// <value>Reads that wait for a session.</value>
    public int Waiting
    {
        get { lock (_lock) return _waiting.Count; }
    }

    public ValueTask<T> ReadAsync<T>(Func<Database, T> read)
    {
        var task = new ReaderTask<T>(read);
        lock (_lock)
        {
            if (_disposed)
                return ValueTask.FromException<T>(Closed());
            if (_failure is { } failure)
                return ValueTask.FromException<T>(new StoreUnavailableException(failure.Message, failure));
            if (_waiting.Count >= MostWaiting)
                return ValueTask.FromException<T>(new StoreUnavailableException($"{MostWaiting} reads wait for PostgreSQL already. Check the load of the database server."));
            _waiting.Enqueue(task);
            if (_waiting.Count > _idle && _threads.Count < _most)
                Start();
        }

        _available.Release();
        return task.Result;
    }

    public void Dispose()
    {
        List<Thread> threads;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            FailWaiting(Closed());
            threads = [.. _threads];
        }

        _stop.Set();
        _available.Release(Math.Max(1, threads.Count));
        foreach (var thread in threads)
            thread.Join(TimeSpan.FromMilliseconds(SessionLimits.NetworkMs));
    }

    private static StoreUnavailableException Closed() => new("The store is being closed.");

    private void Start()
    {
        var backoff = new Backoff(new Random(_random.Next()));
        var thread = new Thread(() => Run(backoff)) { IsBackground = true, Name = $"ringback-reader-{_threads.Count + 1}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run(Backoff backoff)
    {
        using var database = new PostgresDatabase(_connections, SessionLimits.Reader);
        var isOpen = false;
        ReaderTask? again = null;
        while (!_stop.IsSet)
        {
            if (!isOpen && !TryOpen(database, backoff, ref again))
                continue;
            isOpen = true;
            if ((again ?? Take()) is not { } task)
                continue;
            again = task.Run(database) ? null : task;
            if (!database.IsBroken)
                continue;
            isOpen = false;
            lock (_lock)
                _open--;
        }

        again?.Fail(Closed());
    }

    private bool TryOpen(PostgresDatabase database, Backoff backoff, ref ReaderTask? again)
    {
        try
        {
            database.Open();
            backoff.Reset();
            lock (_lock)
            {
                _open++;
                _failure = null;
            }

            return true;
        }
        catch (Exception e)
        {
            var failure = e as StoreUnavailableException ?? new StoreUnavailableException($"PostgreSQL can't be used ({e.GetType().Name}).", e);
            again?.Fail(failure);
            again = null;
            lock (_lock)
            {
                // Another session does what waits; without one, nobody waits for the database's return.
                if (_open == 0)
                {
                    _failure = failure;
                    FailWaiting(failure);
                }
            }

            _stop.Wait(backoff.Next());
            return false;
        }
    }

    /// <returns>Null: what was waiting has been failed, or the readers are being closed.</returns>
    private ReaderTask? Take()
    {
        lock (_lock)
            _idle++;
        _available.Wait();
        lock (_lock)
        {
            _idle--;
            return _waiting.TryDequeue(out var task) ? task : null;
        }
    }

    private void FailWaiting(StoreUnavailableException failure)
    {
        while (_waiting.TryDequeue(out var task))
            task.Fail(failure);
    }
}
