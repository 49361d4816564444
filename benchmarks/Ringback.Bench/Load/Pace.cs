namespace Ringback.Bench.Load;

/// <summary>
/// Decides when the next request is due. Open loop: on a schedule fixed beforehand, so that a request held back by a slow
/// server counts the time it waited (no coordinated omission). Closed loop: now.
/// </summary>
internal sealed class Pace(LoadPlan plan, long start, SharedCounter? arrived)
{
    // How long to look away when only an arrival at the sink can open the window again.
    private const long WindowPoll = 500_000;
    private readonly long _arrivedBefore = arrived?.Value ?? 0;

    public long Sent { get; private set; }

    /// <summary>Due now, with its time; otherwise how long to wait for the next (-1: until an answer comes).</summary>
    public (bool Due, long Time) Next(long now)
    {
        if (plan.Total > 0 && Sent >= plan.Total)
            return (false, -1);
        if (plan.Window > 0 && Sent - (arrived!.Value - _arrivedBefore) >= plan.Window)
            return (false, WindowPoll);
        if (plan.Rate <= 0)
            return (true, now);
        var due = start + (long)(Sent * 1e9 / plan.Rate);
        return due <= now ? (true, due) : (false, due - now);
    }

    public void Count() => Sent++;

    /// <summary>Requests of the schedule that were due before <paramref name="end"/> and not sent.</summary>
    public long Missed(long end) => plan.Rate <= 0 || plan.Total > 0 ? 0 : Math.Max(0, (long)((end - start) / 1e9 * plan.Rate) - Sent);
}
