namespace Ringback.Core.Background;

/// <summary>
/// Enforces a rate with a burst by the generic cell rate algorithm (ITU-T I.371, annex A). Thread-safe.
/// </summary>
/// <param name="perSecond">At least 1.</param>
/// <param name="burst">How many may be taken at once after a rest, at least 1; one second then sees at most so many more than the rate.</param>
internal sealed class GcraLimiter(int perSecond, int burst)
{
    private const long Never = long.MinValue / 2;

    /// <value>Who waits is told to come back within this time: the rate may have been changed meanwhile.</value>
    private static readonly long LongestWait = TimeSpan.FromSeconds(5).Ticks;

    private readonly Lock _lock = new();

    // Rounded up: rounded down, three a second would be 3,333,333 ticks apart, and a fourth would fit into the second.
    private readonly long _interval = (TimeSpan.TicksPerSecond + perSecond - 1) / perSecond;
    private readonly long _tolerance = (TimeSpan.TicksPerSecond + perSecond - 1) / perSecond * (burst - 1);
    private long _theoretical = Never;
    private long _lastTurn = Never;

    public int PerSecond => perSecond;

    /// <summary>
    /// A limiter for what is sent: it leaves evenly, with a burst of at most a tenth of a second's worth, so that no second sees more than
    /// 1.1 times the rate.
    /// </summary>
    public static GcraLimiter Even(int perSecond) => new(perSecond, Math.Max(1, perSecond / 10));

    /// <summary>Takes one if it may be taken now; what comes too fast is refused.</summary>
    /// <param name="now">Ticks of a clock; one that was set back begins anew.</param>
    public bool TryTake(long now)
    {
        lock (_lock)
        {
            // Further ahead than the burst it never is, unless the clock was set back.
            var arrival = _theoretical - now > _tolerance + _interval ? now : Math.Max(_theoretical, now);
            if (arrival - _tolerance > now)
                return false;
            _theoretical = arrival + _interval;
            return true;
        }
    }

    /// <summary>
    /// Takes one, or says how long (in ticks) until it is worth asking again. Many who wait are given turns one after the other, so
    /// that each that comes free doesn't wake them all. Who has been given a turn doesn't ask before it.
    /// </summary>
    /// <param name="now">Ticks of any clock that only goes forward.</param>
    public long TakeOrWait(long now)
    {
        lock (_lock)
        {
            var arrival = Math.Max(_theoretical, now);
            var free = arrival - _tolerance;
            if (free <= now)
            {
                _theoretical = arrival + _interval;
                return 0;
            }

            _lastTurn = Math.Max(free, _lastTurn + _interval);
            if (_lastTurn - now > LongestWait)
                _lastTurn = free + (_lastTurn - free) % LongestWait;
            return _lastTurn - now;
        }
    }

    /// <summary>Gives back one that was taken and not used.</summary>
    public void Return()
    {
        lock (_lock)
            _theoretical -= _interval;
    }

    /// <summary>Whether a new limiter would say the same: nothing is owed any more.</summary>
    public bool IsFull(long now)
    {
        lock (_lock)
            return _theoretical <= now;
    }
}
