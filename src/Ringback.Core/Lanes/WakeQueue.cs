namespace Ringback.Core.Lanes;

/// <summary>Wakes lanes that wait for a time (throttle, breaker): one timer for all of them.</summary>
internal sealed class WakeQueue : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();

    // A lane adds a time only when it is earlier than the one it waits for, so that it has few; each leaves when it has come, and the latest is
    // minutes away.
    private readonly PriorityQueue<Lane, long> _waiting = new();
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;

    public WakeQueue(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static self => ((WakeQueue)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="lane">Woken once.</param>
    /// <param name="after">At least this long from now.</param>
    public void Add(Lane lane, TimeSpan after)
    {
        var at = _clock.GetTimestamp() + (long)(after.TotalSeconds * _clock.TimestampFrequency);
        lock (_lock)
        {
            _waiting.Enqueue(lane, at);
            Arm(at);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        var due = new List<Lane>();
        lock (_lock)
        {
            var now = _clock.GetTimestamp();
            while (_waiting.TryPeek(out var lane, out var at) && at <= now)
            {
                _waiting.Dequeue();
                due.Add(lane);
            }

            _armed = long.MaxValue;
            if (_waiting.TryPeek(out _, out var next))
                Arm(next);
        }

        foreach (var lane in due)
            lane.Wake();
    }

    private void Arm(long at)
    {
        if (at >= _armed)
            return;
        _armed = at;
        var wait = _clock.GetElapsedTime(_clock.GetTimestamp(), at);
        // A timer counts whole milliseconds; a wait below one would fire again and again.
        _timer.Change(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, Timeout.InfiniteTimeSpan);
    }
}
