namespace Ringback.Core.Deliver;

/// <summary>
/// All that waits and flies for one destination on this node: a short backlog in memory (the rest is parked in the store and fetched
/// when there is room), its concurrency window, its throttle and its breaker.
/// </summary>
/// <remarks>
/// Every decision is made in <see cref="Execute"/>, on the thread pool, under the lane's lock; what flies comes back through
/// <see cref="Landed"/>. Nothing here waits or does I/O.
/// </remarks>
internal sealed class Lane(int endpoint, Deliverer node) : IThreadPoolWorkItem
{
    /// <value>What a lane holds in memory at most; and below a quarter of it, it fetches more.</value>
    public const int BacklogLimit = 256;

    private const long FetchBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly LaneBacklog _backlog = new();
    private readonly ConcurrencyWindow _window = new(node.Policy.LaneInFlight);
    private readonly CircuitBreaker _breaker = new(node.Policy.Breaker);
    private Destination? _destination;
    private TokenBucket? _throttle;
    private bool _resolved;
    private bool _fifo;
    private bool _scheduled;
    private bool _granted;
    private int _asked;
    private bool _waking;
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
            if (_backlog.Offer(item, due, node.Budget))
                Schedule();
        }

        return true;
    }

    /// <summary>There is parked work that was not offered.</summary>
    public bool Parked()
    {
        lock (_lock)
        {
            if (_retired)
                return false;
            _backlog.Parked();
            Schedule();
        }

        return true;
    }

    /// <summary>The endpoint was changed: it is resolved again before the next send.</summary>
    public void Changed()
    {
        lock (_lock)
        {
            _resolved = false;
            _breaker.Succeeded();
            Schedule();
        }
    }

    /// <summary>A time that the lane waited for has come.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _waking = false;
            Schedule();
        }
    }

    /// <summary>A slot of this share may be free.</summary>
    public void SlotFree(SlotShare share)
    {
        lock (_lock)
        {
            _asked &= ~(1 << (int)share);
            _granted = true;
            Schedule();
        }
    }

    /// <summary>Ends a lane that has nothing to do and nothing to remember.</summary>
    public bool TryRetire()
    {
        lock (_lock)
            return _retired = !_scheduled && !_waking && _asked == 0 && !_breaker.Open && _backlog.Idle;
    }

    public void Execute()
    {
        List<(WorkItem Item, SlotShare Share)>? starts = null;
        Destination? destination;
        var pass = false;
        lock (_lock)
        {
            _scheduled = false;
            while (TryStart(out var start))
                (starts ??= []).Add(start);
            pass = _granted && starts is null;
            _granted = false;
            destination = _destination;
            if (_backlog.WantsMore(_fifo))
                Fetch();
        }

        if (pass)
            node.Slots.Pass();
        // Outside the lock: signing and sending take far longer than deciding, and what lands meanwhile mustn't wait for it.
        foreach (var (item, share) in starts ?? [])
            node.Fly(this, item, destination, share);
    }

    /// <summary>A flight came back, and its outcome is on record.</summary>
    /// <param name="item">What flew.</param>
    /// <param name="share">The slot it held.</param>
    /// <param name="flight">How it went; null when nothing was sent.</param>
    public void Landed(WorkItem item, SlotShare share, Flight? flight)
    {
        node.Slots.Leave(share);
        lock (_lock)
        {
            if (flight is { } flown)
            {
                _window.Landed(flown.Success, flown.Throttled, flown.DurationMs);
                if (flown.Success)
                    _breaker.Succeeded();
                else
                    _breaker.Failed(node.Now);
            }

            _backlog.Landed(item, node.Budget, holdUntil: _fifo ? flight?.RetryAt : null);
            Schedule();
        }
    }

    private bool TryStart(out (WorkItem Item, SlotShare Share) start)
    {
        start = default;
        if (_backlog.Empty || !node.Flying)
            return false;
        if (!node.Writable)
        {
            // Sending what can't be recorded would turn a full disk into endless duplicates.
            WakeAfter(TimeSpan.FromMilliseconds(500));
            return false;
        }

        Resolve();
        var now = node.Now;
        if (_backlog.OldestFlightAge(now) >= ConcurrencyWindow.SlowMs)
            _window.Stalled();
        if (_backlog.InFlight >= (_fifo ? 1 : _window.Size))
            return false;
        if (!_breaker.Allows(now, out var from))
        {
            if (from != long.MaxValue)
                WakeAfter(TimeSpan.FromMilliseconds(from - now));
            return false;
        }

        if (_backlog.Peek(_fifo) is not { } item)
            return false;
        var share = Share(item);
        if (!TryEnter(share))
        {
            // Retries may be all that has no room.
            if (_fifo || share != SlotShare.Retry || _backlog.PeekFresh() is not { } fresh || !TryEnter(Share(fresh)))
                return false;
            (item, share) = (fresh, Share(fresh));
        }

        if (_destination is not null && Throttled() is var wait && wait > TimeSpan.Zero)
        {
            node.Slots.Leave(share);
            WakeAfter(wait);
            return false;
        }

        _backlog.Take(item, now);
        _breaker.Sent();
        start = (item, share);
        return true;
    }

    private SlotShare Share(WorkItem item) =>
        item.Tries > 0 ? SlotShare.Retry : _window.Proven ? SlotShare.Proven : SlotShare.Unproven;

    private bool TryEnter(SlotShare share)
    {
        var bit = 1 << (int)share;
        if (node.Slots.TryEnter(share, this, queue: (_asked & bit) == 0))
            return true;
        _asked |= bit;
        return false;
    }

    private TimeSpan Throttled()
    {
        var ticks = node.Ticks;
        var wait = _throttle?.TakeOrWait(ticks) ?? 0;
        if (wait > 0)
            return TimeSpan.FromTicks(wait);
        wait = node.ApplicationThrottle(_destination!.Application)?.TakeOrWait(ticks) ?? 0;
        if (wait > 0)
            _throttle?.Return();
        return TimeSpan.FromTicks(wait);
    }

    private void Resolve()
    {
        if (_resolved && !(_destination?.ValidUntil <= node.Now))
            return;
        _destination = node.Resolve(endpoint);
        _resolved = true;
        var rate = _destination?.Endpoint.ThrottleRate;
        if (rate != _throttle?.PerSecond)
            _throttle = rate is { } perSecond and > 0 ? new TokenBucket(perSecond) : null;
        _fifo = _destination?.Endpoint.Order == Catalog.DeliveryOrder.Fifo;
    }

    private void Fetch()
    {
        Resolve();
        var after = _backlog.BeginFetch(_fifo);
        _ = node.FetchAsync(this, _fifo, after, BacklogLimit - _backlog.Waiting, FetchBytes);
    }

    /// <summary>What was fetched for it; null when the store could not be read.</summary>
    public void Fetched(IReadOnlyList<WorkItem>? items)
    {
        lock (_lock)
        {
            _backlog.EndFetch(items, _fifo, node.Now, node.Budget);
            if (items is null)
                WakeAfter(TimeSpan.FromSeconds(1));
            else
                Schedule();
        }
    }

    private void WakeAfter(TimeSpan time)
    {
        if (_waking)
            return;
        _waking = true;
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

/// <summary>How a flight went.</summary>
/// <param name="Throttled">The receiver asked for less.</param>
/// <param name="RetryAt">When it is tried again, Unix milliseconds.</param>
internal readonly record struct Flight(bool Success, bool Throttled, int DurationMs, long? RetryAt);
