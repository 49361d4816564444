namespace Ringback.Server.Gateway;

/// <summary>
/// A rate of requests with a burst of a second's worth (the generic cell rate algorithm, ITU-T I.371). What comes too fast is refused at
/// once: a provider tries again by itself. Thread-safe, without a lock.
/// </summary>
/// <param name="perSecond">At least 1.</param>
internal sealed class RateLimit(int perSecond)
{
    private readonly long _interval = Math.Max(1, TimeSpan.TicksPerSecond / perSecond);
    private long _theoretical;

    public int PerSecond => perSecond;

    /// <param name="now">Ticks of a clock that mostly goes forward.</param>
    public bool TryTake(long now)
    {
        while (true)
        {
            var theoretical = Volatile.Read(ref _theoretical);
            // Further ahead than a burst it never is, unless the clock was set back: then it begins anew.
            var from = theoretical > now + 2 * TimeSpan.TicksPerSecond ? now : Math.Max(theoretical, now);
            if (from - now > TimeSpan.TicksPerSecond - _interval) return false;
            if (Interlocked.CompareExchange(ref _theoretical, from + _interval, theoretical) == theoretical) return true;
        }
    }
}
