namespace Ringback.Core.Reconcile;

/// <summary>When to ask again: half as long again each time, jittered, up to a day.</summary>
internal static class PollSchedule
{
    private const double Growth = 1.5;
    private const double Jitter = 0.2;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The wait behind a poll that didn't find what it looked for.</summary>
    /// <param name="polls">Made so far, from 1.</param>
    /// <param name="retryAfter">What the provider asked for: makes the wait longer, to a day at most, never shorter.</param>
    /// <param name="random01">From 0 to below 1.</param>
    public static TimeSpan Wait(TimeSpan every, int polls, TimeSpan? retryAfter, double random01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(polls, 1);
        var longest = every > Longest ? every : Longest;
        var grown = every.TotalSeconds * Math.Pow(Growth, Math.Min(polls - 1, 100));
        var wait = TimeSpan.FromSeconds(Math.Min(grown, longest.TotalSeconds) * (1 - Jitter + 2 * Jitter * random01));
        if (retryAfter is not { } asked) return wait;
        if (asked > Longest) asked = Longest;
        return asked > wait ? asked : wait;
    }

    /// <summary>When the next poll is due; null when it is given up. The last poll is made when time is over.</summary>
    /// <param name="polls">Made so far, this one included.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static long? Next(Expectation expectation, int polls, TimeSpan? retryAfter, double random01, long now)
    {
        var plan = expectation.Poll!;
        if (now >= expectation.GiveUpAt || polls >= plan.MostPolls)
            return null;
        var wait = Wait(TimeSpan.FromSeconds(plan.EverySeconds), polls, retryAfter, random01);
        return Math.Min(now + Math.Max((long)wait.TotalMilliseconds, 1), expectation.GiveUpAt);
    }
}
