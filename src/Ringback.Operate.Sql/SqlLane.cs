using System.Runtime.InteropServices;
using Ringback.Core.Accept;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql;

/// <summary>A queue and the sessions that work on it, each on a thread of its own. A session that has nothing to do for a while is closed.</summary>
/// <param name="name">Of its threads.</param>
/// <param name="open">Makes a session; doesn't connect yet.</param>
/// <param name="sessions">The most there are at a time.</param>
/// <param name="batch">The most runs in one transaction.</param>
/// <param name="patience">Of its transactions.</param>
/// <param name="moved">Takes a run that needs more time than there is here.</param>
/// <param name="prune">Told after each transaction, with the session that did it.</param>
internal sealed class SqlLane(
    string name, Func<SqlSession> open, int sessions, int batch, Patience patience, Action<SqlWork> moved, Action<SqlSession> prune) : IDisposable
{
    private const long MostBytes = 8 << 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Queue<SqlWork> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _stopping;

    /// <exception cref="StoreUnavailableException">It is being closed.</exception>
    public void Add(SqlWork work)
    {
        lock (_gate)
        {
            if (_stopping)
                throw new StoreUnavailableException("The store is being closed.");
            _waiting.Enqueue(work);
            if (_idle > 0)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads.Count < sessions)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = name };
                _threads.Add(thread);
                thread.Start();
            }
        }
    }

    /// <summary>Does what waits, then closes the sessions.</summary>
    public void Dispose()
    {
        Thread[] threads;
        lock (_gate)
        {
            _stopping = true;
            threads = [.. _threads];
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in threads)
            thread.Join();
    }

    private void Run()
    {
        using var session = open();
        var works = new List<SqlWork>();
        while (Take(works))
        {
            Commit(session, CollectionsMarshal.AsSpan(works));
            session.Clean();
            prune(session);
            works.Clear();
        }
    }

    /// <returns>False when the thread is to end.</returns>
    private bool Take(List<SqlWork> works)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                var told = !_stopping && Monitor.Wait(_gate, Idle);
                _idle--;
                if (_waiting.Count == 0 && (!told || _stopping))
                {
                    _threads.Remove(Thread.CurrentThread);
                    return false;
                }
            }

            var bytes = 0L;
            do
            {
                var work = _waiting.Dequeue();
                bytes += work.Bytes;
                works.Add(work);
            }
            while (works.Count < batch && bytes < MostBytes && _waiting.Count > 0);
            return true;
        }
    }

    private void Commit(SqlSession session, ReadOnlySpan<SqlWork> works)
    {
        try
        {
            session.Commit(works, patience);
        }
        catch (Exception reason) when (reason is StoreUnavailableException || works.Length == 1)
        {
            foreach (var work in works)
                work.Result = SqlResult.Failed(SqlStatus.Unavailable, reason.Message);
        }
        catch (Exception)
        {
            // One of them is bad, and the whole batch was taken back: each gets a transaction of its own.
            for (var i = 0; i < works.Length; i++)
                Commit(session, works.Slice(i, 1));
            return;
        }

        var done = new List<SqlWork>(works.Length);
        foreach (var work in works)
        {
            if (work.IsToMove && IsMoved(work))
                continue;
            work.Committed();
            done.Add(work);
        }

        Finishing.Start(CollectionsMarshal.AsSpan(done));
    }

    /// <summary>Hands a run over to another lane. From then on it isn't this thread's any more.</summary>
    private bool IsMoved(SqlWork work)
    {
        work.IsToMove = false;
        try
        {
            moved(work);
            return true;
        }
        catch (StoreUnavailableException closing)
        {
            work.Result = SqlResult.Failed(SqlStatus.Unavailable, closing.Message);
            return false;
        }
    }
}
