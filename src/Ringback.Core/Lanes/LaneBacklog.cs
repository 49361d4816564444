using System.Runtime.InteropServices;

namespace Ringback.Core.Lanes;

/// <summary>
/// What a lane has in memory, and how that relates to what the store has: all parked work at or below the cursor is in memory, in flight, or
/// has ended; what lies behind it is fetched. Nothing is in memory twice.
/// </summary>
/// <remarks>
/// Not synchronised: its lane guards it. What it hears may be late: a fetch shows the store as it was some time between its begin and its
/// end, the end of an attempt is heard of any time after its outcome was committed. Only offers come at once, in the order of the commits they tell of.
/// Where that leaves a doubt whether a row is old or new, it is looked up again.
/// </remarks>
internal sealed class LaneBacklog
{
    /// <value>How many a lane with empty hands may take when all lanes together hold too much.</value>
    private const int LimitWhenFull = 8;

    /// <value>A held head whose time has come is offered by who claims due work; from so many milliseconds later on it goes without.</value>
    private const int HeadGrace = 2000;

    /// <value>How many times its limit a lane takes in of direct deliveries: to hold one costs less than to write its row and read it back.</value>
    private const int DirectLimits = 8;

    // What waits is at most Limit, and DirectLimits times as many direct deliveries; what is in flight is at most the lane's window. The last
    // two are emptied by the end of the fetch under way.
    private readonly Queue<WorkItem> _fresh = new();
    private readonly Queue<WorkItem> _retries = new();
    private readonly Dictionary<long, Started> _flights = [];
    private readonly List<WorkItem> _arrived = [];
    private HashSet<long>? _endedWhileFetching;
    private WorkItem? _head;
    private long _cursor;
    private long _newest;
    private int _reserved;
    private bool _held;
    private bool _behind;
    private bool _fetching;
    private bool _tookRetry;
    private long? _loweredTo;

    /// <value>How many it holds at most; below a quarter of that, it fetches more.</value>
    public int Limit { get; set; } = 32;

    public int InFlight => _flights.Count;

    /// <summary>What is in flight, with the time at which it was accepted.</summary>
    public List<InFlight> ListInFlight()
    {
        var inFlight = new List<InFlight>(_flights.Count);
        foreach (var (seq, flight) in _flights)
            inFlight.Add(new InFlight(seq, flight.AcceptedAt));
        return inFlight;
    }

    public int Waiting => _fresh.Count + _retries.Count + (_head is null ? 0 : 1);

    public bool Empty => Waiting == 0;

    /// <value>Nothing waits, is in flight, or is parked in the store.</value>
    public bool Idle => Empty && _flights.Count == 0 && _reserved == 0 && !_behind && !_fetching;

    /// <value>Something waits here, or may wait in the store.</value>
    public bool HasWaiting => !Empty || _behind || _fetching;

    /// <value>The oldest that waits for its first attempt; null when none is in memory, or a failing one holds them.</value>
    public WorkItem? OldestFresh => _head is null && _fresh.TryPeek(out var oldest) ? oldest : null;

    /// <value>When a held head goes at the latest (Unix milliseconds); null when none is held.</value>
    public long? HeldUntil => _held ? _head!.Due + HeadGrace : null;

    /// <summary>Takes a committed item in, or leaves it parked when there is no room.</summary>
    /// <param name="item">Its row is parked.</param>
    /// <param name="due">Whether its time has come or somebody asked for it, rather than that it is new.</param>
    /// <param name="budget">Charged for what is taken in.</param>
    /// <returns>Whether there is something new to look at.</returns>
    public bool Offer(WorkItem item, bool due, BacklogBudget budget)
    {
        var seq = item.Message.Seq;
        if (Knows(item, budget, out var changed))
            return changed;
        var retry = due && item.Tries > 0;
        var roomy = HasRoom(budget);
        // Work that was parked earlier goes first, so that order holds and the cursor passes none of it; only retries don't wait for it.
        if (!roomy || (_behind && !retry))
        {
            Leave(seq);
            return true;
        }

        budget.Add(item);
        if (_fetching && !retry)
        {
            _arrived.Add(item);
            return false;
        }

        TakeIn(item, item.Tries > 0 ? _retries : _fresh);
        if (!due)
            _cursor = Math.Max(_cursor, seq);
        return true;
    }

    /// <summary>Reserves room for a direct delivery. Where work is parked, what is new waits behind it, and needs a row.</summary>
    public bool TryReserve(BacklogBudget budget)
    {
        if (_behind || _fetching || Waiting + _reserved >= DirectLimits * Limit || !(budget.HasRoom || Idle))
            return false;
        _reserved++;
        return true;
    }

    /// <summary>Gives back room that was reserved.</summary>
    public void Release() => _reserved--;

    /// <summary>Takes a direct delivery in, for which room was reserved. The cursor stays: it is about rows, of which this one has none.</summary>
    public void Hold(WorkItem item, BacklogBudget budget)
    {
        _reserved--;
        budget.Add(item);
        TakeIn(item, _fresh);
    }

    /// <summary>Anything may be parked, of any age.</summary>
    public void Parked() => Leave(0);

    /// <summary>The next to send, or null. Where both wait, first attempts and retries take turns.</summary>
    /// <param name="fifo">Whether order matters.</param>
    /// <param name="now">Unix milliseconds.</param>
    public WorkItem? Peek(bool fifo, long now)
    {
        if (_head is not null)
            return now < HeldUntil ? null : _head;
        return _retries.Count > 0 && (fifo || _fresh.Count == 0 || !_tookRetry) ? _retries.Peek() : PeekFresh();
    }

    /// <summary>What else could be sent where order doesn't matter, when there is no slot for what <see cref="Peek"/> gave; or null.</summary>
    public WorkItem? PeekInstead(WorkItem of) =>
        _head is not null ? null
        : of.Tries > 0 ? PeekFresh()
        : _retries.Count > 0 ? _retries.Peek() : null;

    /// <summary>Takes out what was peeked at: it is in flight from now on.</summary>
    /// <param name="item">The one.</param>
    /// <param name="at">Milliseconds of a clock that only goes forward.</param>
    public void Take(WorkItem item, long at)
    {
        if (ReferenceEquals(item, _head))
        {
            (_head, _held) = (null, false);
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

        _flights.Add(item.Message.Seq, new Started(at, SeenAgain: -1, item.Message.AcceptedAt));
    }

    /// <param name="item">What came back.</param>
    /// <param name="retryAt">When it is tried again (Unix milliseconds); null when it has ended.</param>
    /// <param name="tries">Attempts made, as recorded.</param>
    /// <param name="fifo">Whether it holds the rest until then.</param>
    /// <param name="budget">Gets its share back.</param>
    public void AttemptEnded(WorkItem item, long? retryAt, int tries, bool fifo, BacklogBudget budget)
    {
        var seq = item.Message.Seq;
        _flights.Remove(seq, out var ended);
        if (fifo && retryAt is not null && _head is null)
        {
            // It may have been claimed for its next attempt before we heard of the end of this one.
            var offered = ended.SeenAgain > item.Tries;
            (_head, _held) = (item with { Tries = tries, Due = retryAt, Manual = false }, !offered);
            return;
        }

        budget.Remove(item);
        _endedWhileFetching?.Add(seq);
        if (ended.SeenAgain >= 0)
            Leave(seq);
    }

    /// <summary>When the oldest attempt in flight began, or null.</summary>
    public long? OldestFlight()
    {
        long? oldest = null;
        foreach (var flight in _flights.Values)
            oldest = Math.Min(oldest ?? long.MaxValue, flight.At);
        return oldest;
    }

    /// <summary>
    /// How many parked items to fetch now. A FIFO lane does so only with empty hands: then the order is the store's. So does any lane when
    /// all together hold too much, and takes a few, as it would never be asked again.
    /// </summary>
    public int Wants(bool fifo, BacklogBudget budget)
    {
        if (!_behind || _fetching)
            return 0;
        var emptyHanded = Empty && _flights.Count == 0;
        return !budget.HasRoom ? (emptyHanded ? LimitWhenFull : 0)
            : fifo ? (emptyHanded ? Limit : 0)
            : Waiting <= Limit / 4 ? Limit - Waiting : 0;
    }

    /// <returns>The seq behind which to fetch.</returns>
    public long BeginFetch(bool fifo)
    {
        _fetching = true;
        _behind = false;
        _endedWhileFetching = [];
        return fifo ? 0 : _cursor;
    }

    /// <param name="items">In order; null when the store could not be read.</param>
    /// <param name="complete">Whether that was all there was.</param>
    /// <param name="fifo">Whether one that isn't due yet holds the rest.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="budget">Charged for what is taken in.</param>
    public void EndFetch(IReadOnlyList<WorkItem>? items, bool complete, bool fifo, long now, BacklogBudget budget)
    {
        var ended = _endedWhileFetching!;
        _endedWhileFetching = null;
        _fetching = false;
        _behind |= !complete;
        var cursor = _cursor;
        foreach (var item in items ?? [])
        {
            var seq = item.Message.Seq;
            if (fifo && item.Due > now && !(Empty && _flights.Count == 0))
            {
                // It holds the rest once it is the first.
                _behind = true;
                complete = false;
                break;
            }

            cursor = Math.Max(cursor, seq);
            if (ended.Contains(seq))
                LookUpAgain(seq);
            else if (!Waits(seq) && !(item.Due is null ? IsInFlight(seq, item.Tries) : _flights.ContainsKey(seq)))
                Fetched(item);
        }

        foreach (var item in _arrived)
        {
            var seq = item.Message.Seq;
            if (!complete)
            {
                budget.Remove(item);
                LookUpAgain(seq);
                continue;
            }

            cursor = Math.Max(cursor, seq);
            if (Waits(seq) || IsInFlight(seq, item.Tries))
                budget.Remove(item);
            else
                TakeIn(item, _fresh);
        }

        _arrived.Clear();
        // What was left parked below the cursor meanwhile lowered it on purpose.
        _cursor = _loweredTo is { } lowered ? Math.Min(lowered, cursor) : cursor;
        _loweredTo = null;

        void Fetched(WorkItem item)
        {
            budget.Add(item);
            if (fifo && item.Due > now)
                (_head, _held, _newest) = (item, true, Math.Max(_newest, item.Message.Seq));
            else
                TakeIn(item, item.Tries > 0 && !fifo ? _retries : _fresh);
        }

        void LookUpAgain(long seq)
        {
            _behind = true;
            _loweredTo = Math.Min(_loweredTo ?? long.MaxValue, seq - 1);
        }
    }

    /// <summary>Order no longer matters: a held head waits in the store like any other retry.</summary>
    public void ReleaseHead(BacklogBudget budget)
    {
        if (!_held)
            return;
        budget.Remove(_head!);
        (_head, _held) = (null, false);
    }

    /// <summary>Lets go of all that waits: it is fetched again.</summary>
    public void Forget(BacklogBudget budget)
    {
        foreach (var item in _fresh)
            budget.Remove(item);
        foreach (var item in _retries)
            budget.Remove(item);
        if (_head is not null)
            budget.Remove(_head);
        foreach (var item in _arrived)
            budget.Remove(item);
        _fresh.Clear();
        _retries.Clear();
        _arrived.Clear();
        (_head, _held) = (null, false);
        Leave(0);
    }

    private bool HasRoom(BacklogBudget budget) => Waiting + _arrived.Count + _reserved < Limit && (budget.HasRoom || Idle);

    private WorkItem? PeekFresh() => _fresh.Count > 0 ? _fresh.Peek() : null;

    private void Leave(long seq)
    {
        _behind = true;
        if (seq > _cursor && !_fetching)
            return;
        var below = Math.Max(0, seq - 1);
        _cursor = Math.Min(_cursor, below);
        if (_fetching)
            _loweredTo = Math.Min(_loweredTo ?? long.MaxValue, below);
    }

    private void TakeIn(WorkItem item, Queue<WorkItem> into)
    {
        into.Enqueue(item);
        _newest = Math.Max(_newest, item.Message.Seq);
    }

    private bool Knows(WorkItem item, BacklogBudget budget, out bool changed)
    {
        var seq = item.Message.Seq;
        changed = false;
        if (seq > _newest)
            return false;
        if (_head?.Message.Seq != seq)
            return Waits(seq) || IsInFlight(seq, item.Tries);
        // The head of a FIFO lane, whose time has come.
        budget.Remove(_head);
        budget.Add(item);
        (_head, _held) = (item, false);
        return changed = true;
    }

    /// <summary>Whether it is under way; if so, the end of its attempt will know that it was seen parked with these tries.</summary>
    private bool IsInFlight(long seq, int tries)
    {
        ref var flight = ref CollectionsMarshal.GetValueRefOrNullRef(_flights, seq);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flight))
            return false;
        flight = flight with { SeenAgain = Math.Max(flight.SeenAgain, tries) };
        return true;
    }

    private bool Waits(long seq)
    {
        if (seq > _newest)
            return false;
        if (_head?.Message.Seq == seq)
            return true;
        foreach (var item in _fresh)
            if (item.Message.Seq == seq)
                return true;
        foreach (var item in _retries)
            if (item.Message.Seq == seq)
                return true;
        return false;
    }

    /// <param name="At">When it began.</param>
    /// <param name="SeenAgain">The most tries with which its row was seen parked meanwhile; -1 when it wasn't.</param>
    private readonly record struct Started(long At, int SeenAgain, long AcceptedAt);
}
