using Ringback.Core.Background;
using Ringback.Core.Catalog;

namespace Ringback.Core.Lanes;

/// <summary>
/// All that waits and is in flight for one destination on this node: a short backlog in memory (the rest is parked in the store and fetched
/// when there is room), its concurrency window, its throttle and its breaker.
/// </summary>
/// <remarks>
/// Every decision is made in <see cref="Execute"/>, on the thread pool, under the lane's lock; what was in flight comes back through
/// <see cref="AttemptEnded"/>. Nothing here waits or does I/O, and nothing that takes another lane's lock is called under this one's.
/// The file is longer than others because one lock guards all of this state.
/// </remarks>
internal sealed class Lane(int endpoint, ILaneNode node) : IThreadPoolWorkItem, ISlotWaiter
{
    private const int BytesAnItem = 4096;
    private const int SweepsBeforeRetiring = 6;
    private static readonly TimeSpan WhenUnwritable = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WhenUnreadable = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhenUnreadableSecrets = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterBug = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();

    // What waits and is in flight.
    private readonly LaneBacklog _backlog = new();
    private readonly ConcurrencyWindow _window = node.Policy.WindowOf(node.Known(endpoint));
    private readonly CircuitBreaker _breaker = new(node.Policy.Breaker);
    private GcraLimiter? _throttle;

    // Of the destination, as it was last seen in the catalog.
    private Destination? _known;
    private ResolvedDestination? _destination;
    private bool _fifo;

    // When to look again; ticks of the node's clock.
    private long _wakeAt = long.MaxValue;
    private long _throttledUntil;
    private long _pausedUntil;

    // Since when something has waited without a break, in Unix milliseconds.
    private long _waitingSince;

    private bool _scheduled;

    // Shares of slots, a bit each: asked for, and granted but not used yet.
    private int _asked;
    private int _granted;

    private int _idleSweeps;
    private bool _retired;

    public int Endpoint => endpoint;

    /// <summary>A committed message for this destination.</summary>
    /// <returns>False when the lane has been retired: the caller takes a new one.</returns>
    public bool Offer(WorkItem item, bool due)
    {
        lock (_lock)
        {
            if (_retired)
                return false;
            NoteWaiting();
            if (_backlog.Offer(item, due, node.Budget))
                Schedule();
        }

        return true;
    }

    /// <summary>Reserves room for a direct delivery, which <see cref="Hold"/> brings, unless <see cref="Release"/> gives it back.</summary>
    /// <returns>Whether there is room; null when the lane has been retired.</returns>
    public bool? TryReserve()
    {
        lock (_lock)
            return _retired ? null : !_breaker.Open && _backlog.TryReserve(node.Budget);
    }

    public void Release()
    {
        lock (_lock)
            _backlog.Release();
    }

    /// <summary>A committed direct delivery, for which room was reserved.</summary>
    public void Hold(WorkItem item)
    {
        lock (_lock)
        {
            NoteWaiting();
            _backlog.Hold(item, node.Budget);
            Schedule();
        }
    }

    /// <summary>There is parked work that was not offered.</summary>
    /// <inheritdoc cref="Offer" path="/returns"/>
    public bool Parked()
    {
        lock (_lock)
        {
            if (_retired)
                return false;
            NoteWaiting();
            _backlog.Parked();
            Schedule();
        }

        return true;
    }

    /// <summary>The endpoint was changed: what was learnt of it may be wrong now.</summary>
    public void Changed()
    {
        lock (_lock)
        {
            _breaker.Succeeded();
            _throttledUntil = 0;
            Schedule();
        }
    }

    /// <summary>A time that the lane waited for has come.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_wakeAt <= node.Ticks)
                _wakeAt = long.MaxValue;
            Schedule();
        }
    }

    public void Granted(SlotShare share)
    {
        lock (_lock)
        {
            _asked &= ~Bit(share);
            _granted |= Bit(share);
            Schedule();
        }
    }

    /// <summary>Ends a lane that has nothing to do, and had nothing to do for a while.</summary>
    /// <param name="crowded">There are many lanes: it is ended at once.</param>
    public bool TryRetire(bool crowded)
    {
        lock (_lock)
        {
            var idle = Idle();
            _idleSweeps = idle ? _idleSweeps + 1 : 0;
            return _retired = idle && (crowded || _idleSweeps > SweepsBeforeRetiring);
        }
    }

    /// <inheritdoc cref="IFlights.InFlight"/>
    public IReadOnlyList<InFlight> InFlight()
    {
        lock (_lock)
            return _backlog.ListInFlight();
    }

    /// <inheritdoc cref="Accept.IWaitingDeliveries.OldestWait"/>
    public long OldestWait()
    {
        lock (_lock)
        {
            // What is sent again, or fetched after a start, was accepted long before it began to wait here.
            return _breaker.Open || _backlog.OldestFresh is not { Message: var message }
                ? 0
                : node.Now - Math.Max(_waitingSince, Math.Max(message.AcceptedAt, message.DeliverAt ?? 0));
        }
    }

    public void Execute()
    {
        List<(WorkItem Item, SlotShare Share)>? starts = null;
        ResolvedDestination? destination;
        int unused;
        lock (_lock)
        {
            _scheduled = false;
            if (node.Sending && !Pausing() && (Resolve() || !Pausing()))
            {
                while (TryStart(out var start))
                    (starts ??= []).Add(start);
                Fetch();
            }

            destination = _destination;
            (unused, _granted) = (_granted, 0);
        }

        node.Slots.LeaveEach(unused);
        // Outside the lock: signing and sending take far longer than deciding, and an attempt that ends meanwhile mustn't wait for it.
        foreach (var (item, share) in starts ?? [])
            node.StartAttempt(this, item, destination, share);
    }

    /// <summary>An attempt has ended, and its outcome is on record.</summary>
    /// <param name="item">What was sent.</param>
    /// <param name="share">The slot it held.</param>
    /// <param name="flight">How it went; null when nothing was sent.</param>
    public void AttemptEnded(WorkItem item, SlotShare share, Flight? flight)
    {
        node.Slots.Leave(share);
        lock (_lock)
        {
            if (flight is { } ended)
            {
                _window.AttemptEnded(ended.Success, ended.Throttled, ended.DurationMs);
                if (ended.Success)
                    _breaker.Succeeded();
                else
                    _breaker.Failed(Milliseconds);
            }

            _backlog.AttemptEnded(item, flight?.RetryAt, flight?.Tries ?? item.Tries, _fifo, node.Budget);
            // A lane that lives for one delivery costs little; one kept until the next sweep is carried through each collection until then.
            if (node.Crowded && !_window.Doubtful && Idle())
                _retired = true;
            else
                Schedule();
        }

        if (_retired)
            node.Drop(this);
    }

    /// <summary>
    /// An attempt ended in a bug of ours, and nothing of it is on record. The lane takes everything up again from the store, in order, after
    /// a while.
    /// </summary>
    public void Crashed(WorkItem item, SlotShare share)
    {
        node.Slots.Leave(share);
        lock (_lock)
        {
            _backlog.AttemptEnded(item, null, item.Tries, _fifo, node.Budget);
            _backlog.Forget(node.Budget);
            _pausedUntil = node.Ticks + AfterBug.Ticks;
            Schedule();
        }
    }

    /// <summary>What was fetched for it; null when the store could not be read.</summary>
    public void Fetched(IReadOnlyList<WorkItem>? items, bool complete)
    {
        lock (_lock)
        {
            _backlog.EndFetch(items, complete, _fifo, node.Now, node.Budget);
            if (items is null)
                _pausedUntil = node.Ticks + WhenUnreadable.Ticks;
            Schedule();
        }
    }

    private bool Idle() =>
        !_scheduled && _wakeAt == long.MaxValue && _asked == 0 && _granted == 0 && !_breaker.Open && _backlog.Idle
        && _throttle?.IsFull(node.Ticks) != false;

    private void NoteWaiting()
    {
        if (!_backlog.HasWaiting)
            _waitingSince = node.Now;
    }

    private static int Bit(SlotShare share) => 1 << (int)share;

    private long Milliseconds => node.Ticks / TimeSpan.TicksPerMillisecond;

    private bool Pausing()
    {
        if (_backlog.Idle)
            return false;
        var wait = TimeSpan.FromTicks(_pausedUntil - node.Ticks);
        // Sending what can't be recorded would turn a full disk into endless duplicates.
        if (!node.MaySend(Endpoint) && wait < WhenUnwritable)
            wait = WhenUnwritable;
        if (wait <= TimeSpan.Zero)
            return false;
        WakeAfter(wait);
        return true;
    }

    private bool TryStart(out (WorkItem Item, SlotShare Share) start)
    {
        start = default;
        if (_backlog.Empty || !HasRoom() || Spared() || Waiting(_throttledUntil))
            return false;
        if (_backlog.Peek(_fifo, node.Now) is not { } item)
        {
            WakeAfter(TimeSpan.FromMilliseconds(_backlog.HeldUntil!.Value - node.Now));
            return false;
        }

        if (Throttled())
            return false;
        var share = Share(item);
        if (!TryEnter(share))
        {
            // One share may be full and the other not: neither first attempts nor retries hold up the other.
            var instead = _fifo ? null : _backlog.PeekInstead(item);
            if (instead is null || Share(instead) == share || !TryEnter(Share(instead)))
            {
                ReturnTokens();
                return false;
            }

            (item, share) = (instead, Share(instead));
        }

        _backlog.Take(item, Milliseconds);
        start = (item, share);
        return true;
    }

    /// <summary>Whether one more may be sent, as far as the destination is concerned.</summary>
    private bool HasRoom()
    {
        var inFlight = _backlog.InFlight;
        if (inFlight == 0)
            return true;
        if (_fifo)
            return false;
        if (_destination is null)
            return inFlight < _window.Most;
        if (!_window.Doubtful && _backlog.OldestFlight() <= Milliseconds - ConcurrencyWindow.SlowMs)
            _window.Stalled();
        return inFlight < _window.Size(node.Slots.Crowded);
    }

    /// <summary>Whether the breaker keeps it from sending; while it is open, one probe is in flight at a time, and alone.</summary>
    private bool Spared()
    {
        if (!_breaker.Open || _destination is null)
            return false;
        if (_backlog.InFlight > 0)
            return true;
        var now = Milliseconds;
        if (_breaker.Allows(now, out var from))
            return false;
        WakeAfter(TimeSpan.FromMilliseconds(from - now));
        return true;
    }

    private SlotShare Share(WorkItem item) =>
        item.Tries > 0 ? SlotShare.Retry
        : _window.Proven ? SlotShare.Proven
        : _window.Doubtful ? SlotShare.Doubtful
        : SlotShare.Untried;

    private bool TryEnter(SlotShare share)
    {
        var bit = Bit(share);
        if ((_granted & bit) != 0)
        {
            _granted &= ~bit;
            return true;
        }

        if ((_asked & bit) != 0)
            return false;
        if (node.Slots.TryEnter(share, this))
            return true;
        _asked |= bit;
        return false;
    }

    /// <summary>Takes a token of the endpoint and one of its application, or waits for both.</summary>
    private bool Throttled()
    {
        if (_destination is null)
            return false;
        var application = node.ApplicationThrottle(_destination.Application.Id);
        if (_throttle is null && application is null)
            return false;
        var now = node.Ticks;
        var wait = _throttle?.TakeOrWait(now) ?? 0;
        if (wait == 0 && application is not null)
        {
            wait = application.TakeOrWait(now);
            if (wait > 0)
                _throttle?.Return();
        }

        _throttledUntil = now + wait;
        return Waiting(_throttledUntil);
    }

    private void ReturnTokens()
    {
        if (_destination is null)
            return;
        _throttle?.Return();
        node.ApplicationThrottle(_destination.Application.Id)?.Return();
    }

    /// <returns>False when it can't be said where messages go: they wait.</returns>
    private bool Resolve()
    {
        var known = node.Known(endpoint);
        if (ReferenceEquals(known, _known) && !(_destination?.ValidUntil <= node.Now))
            return true;
        _destination = null;
        if (known is not null && !node.TryResolve(known, out _destination))
        {
            (_known, _pausedUntil) = (null, node.Ticks + WhenUnreadableSecrets.Ticks);
            return false;
        }

        _known = known;
        var rate = _destination?.Destination.ThrottleRate;
        if (rate != _throttle?.PerSecond)
            _throttle = rate is { } perSecond and > 0 ? GcraLimiter.Even(perSecond) : null;
        _fifo = _destination?.Destination.Order == DeliveryOrder.Fifo;
        if (!_fifo)
            _backlog.ReleaseHead(node.Budget);
        return true;
    }

    private void Fetch()
    {
        // What a dead destination would hold in memory for hours, others could use.
        _backlog.Limit = Math.Clamp(8 * _window.Size(crowded: false), 16, 512);
        if (_backlog.Wants(_fifo, node.Budget) is var limit and > 0)
            _ = node.FetchAsync(this, _fifo, _backlog.BeginFetch(_fifo), limit, (long)limit * BytesAnItem);
    }

    private bool Waiting(long until)
    {
        var wait = until - node.Ticks;
        if (wait <= 0)
            return false;
        WakeAfter(TimeSpan.FromTicks(wait));
        return true;
    }

    private void WakeAfter(TimeSpan time)
    {
        var at = node.Ticks + Math.Max(0, time.Ticks);
        if (at >= _wakeAt)
            return;
        _wakeAt = at;
        node.Wakes.Add(this, time);
    }

    private void Schedule()
    {
        if (_scheduled)
            return;
        _scheduled = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
