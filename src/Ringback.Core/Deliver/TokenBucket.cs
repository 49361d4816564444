namespace Ringback.Core.Deliver;

/// <summary>
/// Enforces a rate (the generic cell rate algorithm, ITU-T I.371): messages leave evenly, with a burst of at most a tenth of a second's
/// worth, so that no second sees more than 1.1 times the rate.
/// </summary>
/// <param name="perSecond">At least 1.</param>
internal sealed class TokenBucket(int perSecond)
{
    private readonly Lock _lock = new();
    private readonly long _interval = TimeSpan.TicksPerSecond / perSecond;
    private readonly long _burst = TimeSpan.TicksPerSecond / perSecond * Math.Max(1, perSecond / 10);
    private long _theoretical = long.MinValue;

    public int PerSecond => perSecond;

    /// <summary>Takes a token, or says how long (in ticks) until there is one.</summary>
    /// <param name="now">Ticks of any clock that only goes forward.</param>
    public long TakeOrWait(long now)
    {
        lock (_lock)
        {
            var arrival = Math.Max(_theoretical, now);
            var wait = arrival + _interval - _burst - now;
            if (wait > 0)
                return wait;
            _theoretical = arrival + _interval;
            return 0;
        }
    }

    /// <summary>Gives back a token that was taken and not used.</summary>
    public void Return()
    {
        lock (_lock)
            _theoretical -= _interval;
    }
}
