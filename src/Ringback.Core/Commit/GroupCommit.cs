namespace Ringback.Core.Commit;

/// <summary>Commits a batch: all of it durable when it returns, nothing of it kept when it throws.</summary>
internal interface ICommitter<TItem>
{
    void Commit(ReadOnlySpan<TItem> batch);

    /// <summary>Called when those who waited for a batch have been told: time for what they need not wait for.</summary>
    void DoDeferredWork();
}

/// <summary>
/// Callers wait; one writer takes all that waits, commits once, completes them all. Nothing sleeps to fill a batch: under load the
/// next one fills while this one is being synced.
/// </summary>
/// <remarks>
/// A batch that fails for a reason of one item is tried again item by item, so that only that one fails. A store that can't commit
/// (<see cref="StoreUnavailableException"/>) fails them all, and their callers decide.
/// </remarks>
internal sealed class GroupCommit<TItem> : IDisposable
    where TItem : CommitItem
{
    /// <value>Bounds the time that the first of a batch waits for the last.</value>
    private const int MaxBatch = 1024;

    /// <value>The same, where messages are large.</value>
    private const long MaxBytes = 8 << 20;

    /// <value>Callers that go on one after the other on one thread of the pool: a thread woken for each costs more than most have to do.</value>
    private const int FinishTogether = 16;

    private readonly ICommitter<TItem> _committer;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _writer;
    // One for each caller that waits for its commit; the writer takes them all out at once.
    private List<TItem> _waiting = [];
    private bool _asleep;
    private bool _stopping;

    public GroupCommit(string name, ICommitter<TItem> committer)
    {
        _committer = committer;
        _writer = new Thread(Run) { IsBackground = true, Name = name };
        _writer.Start();
    }

    /// <value>Items that wait now.</value>
    public int Waiting
    {
        get { lock (_lock) return _waiting.Count; }
    }

    public void Add(TItem item)
    {
        bool wake;
        lock (_lock)
        {
            if (_stopping)
                throw new StoreUnavailableException("The store is being closed.");
            _waiting.Add(item);
            wake = _asleep;
            _asleep = false;
        }

        if (wake)
            _wake.Release();
    }

    /// <summary>Commits what waits, then stops.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping)
                return;
            _stopping = true;
            _asleep = false;
        }

        _wake.Release();
        _writer.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        var batch = new List<TItem>();
        while (true)
        {
            lock (_lock)
            {
                (batch, _waiting) = (_waiting, batch);
                if (batch.Count == 0)
                {
                    if (_stopping)
                        return;
                    _asleep = true;
                }
            }

            if (batch.Count == 0)
            {
                _wake.Wait();
                continue;
            }

            var items = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch);
            for (var at = 0; at < items.Length;)
            {
                var count = Next(items[at..]);
                Commit(items.Slice(at, count));
                at += count;
            }

            batch.Clear();
        }
    }

    /// <summary>How many of these go into one batch: at least one.</summary>
    private static int Next(ReadOnlySpan<TItem> items)
    {
        var bytes = 0L;
        for (var i = 0; i < items.Length && i < MaxBatch; i++)
        {
            bytes += items[i].Bytes;
            if (bytes > MaxBytes)
                return Math.Max(1, i);
        }

        return Math.Min(items.Length, MaxBatch);
    }

    private void Commit(ReadOnlySpan<TItem> items)
    {
        try
        {
            _committer.Commit(items);
        }
        catch (Exception reason) when (reason is StoreUnavailableException || items.Length == 1)
        {
            foreach (var item in items)
                item.Failed(reason);
            Finish(items);
            return;
        }
        catch (Exception)
        {
            // One of them is bad, and the whole batch was taken back: find it by giving each a commit of its own.
            for (var i = 0; i < items.Length; i++)
                Commit(items.Slice(i, 1));
            return;
        }

        foreach (var item in items)
            Tell(item);
        Finish(items);
        _committer.DoDeferredWork();
    }

    private static void Tell(TItem item)
    {
        try
        {
            item.Committed();
        }
        catch (Exception bug)
        {
            // It is durable, but its caller would wait for ever: what it hears is that something went wrong, and it may ask again.
            item.Failed(bug);
        }
    }

    private static void Finish(ReadOnlySpan<TItem> items)
    {
        for (var at = 0; at < items.Length; at += FinishTogether)
            ThreadPool.UnsafeQueueUserWorkItem(
                new Finishing(items[at..Math.Min(at + FinishTogether, items.Length)].ToArray()), preferLocal: false);
    }

    private sealed class Finishing(TItem[] items) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var item in items)
                item.Finish();
        }
    }
}
