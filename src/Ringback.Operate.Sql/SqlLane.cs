using System.Runtime.InteropServices;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql;

/// <summary>A queue and the sessions that work on it, each on a thread of its own. A session that has nothing to do for a while is closed.</summary>
/// <param name="name">Of its threads.</param>
/// <param name="organisation">Whose they are.</param>
/// <param name="gate">Whom each session is asked of.</param>
/// <param name="open">Makes a session; doesn't connect yet.</param>
/// <param name="sessions">The most there are at a time.</param>
/// <param name="batch">The most runs in one transaction.</param>
/// <param name="patience">Of its transactions.</param>
/// <param name="sent">Takes a run that another lane is for; false when it is for this one.</param>
/// <param name="moved">Takes a run that needs more time than there is here; false when it has its result instead.</param>
/// <param name="prune">Told after each transaction, with the session that did it.</param>
internal sealed class SqlLane(
    string name, string organisation, SessionGate gate, Func<SqlSession> open, int sessions, int batch, Patience patience, Func<SqlWork, bool> sent, Func<SqlWork, bool> moved, Action<SqlSession> prune) : IDisposable
{
    private const long MostBytes = 8 << 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <value>How long a session is kept when others wait for one: long beside the time that it takes to open.</value>
    private const long TurnMs = 1000;

    private readonly object _gate = new();
    private readonly Queue<SqlWork> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private int _asked;
    private bool _stopping;

    public string Organisation => organisation;

    /// <value>Runs that no session has taken yet.</value>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <exception cref="StoreUnavailableException">It is being closed.</exception>
    public void Add(SqlWork work)
    {
        lock (_gate)
        {
            if (_stopping)
                throw new StoreUnavailableException("The server is stopping.");
            _waiting.Enqueue(work);
            if (_idle > 0)
                Monitor.Pulse(_gate);
            // Who was woken before counts as idle until it runs: each of them takes one.
            if (_waiting.Count <= _idle || !Needs())
                return;
            _asked++;
        }

        gate.Ask(this);
    }

    /// <summary>There is a session that was asked for.</summary>
    public void Granted()
    {
        lock (_gate)
        {
            _asked--;
            if (!_stopping || _waiting.Count > 0)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = name };
                _threads.Add(thread);
                thread.Start();
                return;
            }

            Monitor.PulseAll(_gate);
        }

        gate.Leave(this);
    }

    /// <summary>Somebody waits for a session: one that has nothing to do is given back.</summary>
    public void MakeRoom()
    {
        lock (_gate)
            if (_idle > 0)
                Monitor.PulseAll(_gate);
    }

    /// <summary>Does what waits, then closes the sessions.</summary>
    public void Dispose()
    {
        var left = new List<SqlWork>();
        lock (_gate)
        {
            _stopping = true;
            _asked -= gate.Forget(this);
            // Without a session there is nobody who would do it.
            if (_threads.Count + _asked == 0)
                while (_waiting.TryDequeue(out var work))
                    left.Add(work);
            Monitor.PulseAll(_gate);
        }

        foreach (var work in left)
        {
            work.Result = SqlResult.Failed(SqlStatus.Unavailable, "The server is stopping.");
            work.Committed();
        }

        Finishing.Start(CollectionsMarshal.AsSpan(left));
        lock (_gate)
            while (_threads.Count + _asked > 0)
                Monitor.Wait(_gate);
    }

    private bool Needs() => _threads.Count + _asked < sessions;

    private void Run()
    {
        var goesOn = false;
        using (var session = open())
        {
            var works = new List<SqlWork>();
            var since = Environment.TickCount64;
            while (!goesOn && Take(works))
            {
                works.RemoveAll(IsSent);
                if (works.Count > 0)
                    Commit(session, CollectionsMarshal.AsSpan(works));
                session.Clean();
                prune(session);
                works.Clear();
                goesOn = gate.IsWanted && Environment.TickCount64 - since > TurnMs;
            }
        }

        gate.Leave(this);
        lock (_gate)
        {
            _threads.Remove(Thread.CurrentThread);
            goesOn = _waiting.Count > 0 && Needs();
            if (goesOn)
                _asked++;
            Monitor.PulseAll(_gate);
        }

        if (goesOn)
            gate.Ask(this);
    }

    /// <returns>False when the session is to be given back.</returns>
    private bool Take(List<SqlWork> works)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_stopping || gate.IsWanted)
                    return false;
                _idle++;
                var told = Monitor.Wait(_gate, Idle);
                _idle--;
                if (_waiting.Count == 0 && !told)
                    return false;
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
            {
                work.Result = SqlResult.Failed(SqlStatus.Unavailable, reason.Message);
                work.IsToMove = work.IsPutBack = false;
            }
        }
        catch (Exception)
        {
            // One of them is bad, and the whole batch was taken back: each gets a transaction of its own.
            for (var i = 0; i < works.Length; i++)
            {
                works[i].IsToMove = works[i].IsPutBack = false;
                if (!IsSent(works[i]))
                    Commit(session, works.Slice(i, 1));
            }

            return;
        }

        Settle(works);
    }

    private void Settle(ReadOnlySpan<SqlWork> works)
    {
        var done = new List<SqlWork>(works.Length);
        foreach (var work in works)
        {
            if (work.IsPutBack)
            {
                PutBack(work);
            }
            else if (!work.IsToMove || !IsMoved(work))
            {
                work.Committed();
                done.Add(work);
            }
        }

        Finishing.Start(CollectionsMarshal.AsSpan(done));
    }

    /// <summary>Behind those that wait, by the thread that takes the next ones: also while it is being closed.</summary>
    private void PutBack(SqlWork work)
    {
        work.IsPutBack = false;
        lock (_gate)
            _waiting.Enqueue(work);
    }

    /// <summary>Leaves a run to the lane that it belongs to by now.</summary>
    private bool IsSent(SqlWork work)
    {
        try
        {
            return sent(work);
        }
        catch (StoreUnavailableException)
        {
            // That one is being closed: it is done here.
            return false;
        }
    }

    /// <summary>Hands a run over to another lane. From then on it isn't this thread's any more.</summary>
    private bool IsMoved(SqlWork work)
    {
        work.IsToMove = false;
        try
        {
            return moved(work);
        }
        catch (StoreUnavailableException closing)
        {
            work.Result = SqlResult.Failed(SqlStatus.Unavailable, closing.Message);
            return false;
        }
    }
}
