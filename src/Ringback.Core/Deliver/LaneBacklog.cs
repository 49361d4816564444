namespace Ringback.Core.Deliver;

/// <summary>
/// What a lane has in memory, and how that relates to what the store has: all parked work at or below the cursor is in memory, flies, or
/// has ended; what lies behind it is fetched. Nothing is in memory twice.
/// </summary>
/// <remarks>Not synchronised: its lane guards it.</remarks>
internal sealed class LaneBacklog
{
    private readonly Queue<WorkItem> _fresh = new();
    private readonly Queue<WorkItem> _retries = new();
    private readonly Dictionary<long, long> _flights = [];
    private HashSet<long>? _landedWhileFetching;
    private WorkItem? _head;
    private long _cursor;
    private bool _held;
    private bool _behind;
    private bool _fetching;
    private bool _tookRetry;
    private bool _fetched;
    private long? _loweredTo;

    public int InFlight => _flights.Count;

    public int Waiting => _fresh.Count + _retries.Count + (_head is null ? 0 : 1);

    public bool Empty => Waiting == 0;

    /// <value>Nothing waits, flies, or is parked in the store.</value>
    public bool Idle => Empty && _flights.Count == 0 && !_behind && !_fetching;

    /// <summary>Takes a committed item in, or leaves it parked when there is no room.</summary>
    /// <returns>Whether there is something new to look at.</returns>
    public bool Offer(WorkItem item, bool due, BacklogBudget budget)
    {
        var seq = item.Message.Seq;
        if (_head is not null && _head.Message.Seq == seq)
        {
            // The head of a FIFO lane, whose time has come.
            (_head, _held) = (item, false);
            return true;
        }

        if (Holds(seq))
            return false;
        var roomy = Waiting < Lane.BacklogLimit && (budget.HasRoom || Idle);
        // Work that was parked earlier goes first, so that order holds and the cursor passes none of it; only retries don't wait for it.
        if (!roomy || ((_behind || _fetching) && !(due && item.Tries > 0)))
        {
            Leave(seq);
            return true;
        }

        budget.Add(item);
        (item.Tries > 0 ? _retries : _fresh).Enqueue(item);
        if (!due)
            _cursor = Math.Max(_cursor, seq);
        return true;
    }

    /// <summary>Anything may be parked, of any age.</summary>
    public void Parked() => Leave(0);

    /// <summary>The next to fly, or null. Where both wait, first attempts and retries take turns.</summary>
    public WorkItem? Peek(bool fifo)
    {
        if (_head is not null)
            return _held ? null : _head;
        if (_retries.Count > 0 && (fifo || _fresh.Count == 0 || !_tookRetry))
            return _retries.Peek();
        return PeekFresh();
    }

    public WorkItem? PeekFresh() => _fresh.Count > 0 ? _fresh.Peek() : null;

    /// <summary>Moves what was peeked at into the air.</summary>
    public void Take(WorkItem item, long now)
    {
        if (ReferenceEquals(item, _head))
        {
            _head = null;
        }
        else if (_retries.Count > 0 && ReferenceEquals(item, _retries.Peek()))
        {
            _retries.Dequeue();
            _tookRetry = true;
        }
        else
        {
            _fresh.Dequeue();
            _tookRetry = false;
        }

        _flights.Add(item.Message.Seq, now);
    }

    /// <param name="item">What came back.</param>
    /// <param name="budget">Gets its share back.</param>
    /// <param name="holdUntil">Set when it is the head of a FIFO lane and holds the rest until it is offered again.</param>
    public void Landed(WorkItem item, BacklogBudget budget, long? holdUntil)
    {
        _flights.Remove(item.Message.Seq);
        if (holdUntil is not null)
        {
            (_head, _held) = (item with { Tries = item.Tries + 1, Due = holdUntil }, true);
            return;
        }

        _landedWhileFetching?.Add(item.Message.Seq);
        budget.Remove(item);
    }

    /// <summary>How long the oldest flight has been under way, in milliseconds.</summary>
    public long OldestFlightAge(long now)
    {
        long oldest = now;
        foreach (var started in _flights.Values)
            oldest = Math.Min(oldest, started);
        return now - oldest;
    }

    /// <summary>Whether parked work should be fetched now. A FIFO lane does so only with empty hands: then the order is the store's.</summary>
    public bool WantsMore(bool fifo) =>
        _behind && !_fetching && (fifo ? Empty && _flights.Count == 0 : Waiting <= Lane.BacklogLimit / 4);

    /// <returns>The seq behind which to fetch.</returns>
    public long BeginFetch(bool fifo)
    {
        _fetching = true;
        _fetched = true;
        _behind = false;
        _landedWhileFetching = [];
        return fifo ? 0 : _cursor;
    }

    /// <param name="items">In order; null when the store could not be read.</param>
    /// <param name="fifo">Whether a first item that isn't due yet holds the rest.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="budget">Charged for what is taken in.</param>
    public void EndFetch(IReadOnlyList<WorkItem>? items, bool fifo, long now, BacklogBudget budget)
    {
        var landed = _landedWhileFetching!;
        _landedWhileFetching = null;
        _fetching = false;
        // Until a fetch finds nothing, there may be more.
        _behind |= items is null || items.Count > 0;
        var cursor = _cursor;
        foreach (var item in items ?? [])
        {
            var seq = item.Message.Seq;
            cursor = Math.Max(cursor, seq);
            if (landed.Contains(seq) || Holds(seq))
                continue;
            budget.Add(item);
            if (fifo && _head is null && _flights.Count == 0 && _fresh.Count == 0 && item.Due > now)
                (_head, _held) = (item, true);
            else
                (item.Tries > 0 && !fifo ? _retries : _fresh).Enqueue(item);
        }

        // What was left parked below the cursor meanwhile lowered it on purpose.
        _cursor = _loweredTo is { } lowered ? Math.Min(lowered, cursor) : cursor;
        _loweredTo = null;
    }

    private void Leave(long seq)
    {
        _behind = true;
        if (seq > _cursor && !_fetching)
            return;
        _cursor = Math.Min(_cursor, Math.Max(0, seq - 1));
        if (_fetching)
            _loweredTo = Math.Min(_loweredTo ?? long.MaxValue, Math.Max(0, seq - 1));
    }

    private bool Holds(long seq)
    {
        // Only a fetch can have brought something in before it was offered.
        if (!_fetched)
            return false;
        if (_flights.ContainsKey(seq) || _head?.Message.Seq == seq)
            return true;
        foreach (var item in _fresh)
            if (item.Message.Seq == seq)
                return true;
        foreach (var item in _retries)
            if (item.Message.Seq == seq)
                return true;
        return false;
    }
}
