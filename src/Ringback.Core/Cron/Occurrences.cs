using Ringback.Verification.Schedules;

namespace Ringback.Core.Cron;

/// <summary>Which occurrence of a schedule is to be made now.</summary>
internal static class Occurrences
{
    /// <summary>
    /// The last one in (after, now]: of those that were missed only that, since what comes by the clock says "it is time", and that is
    /// said once. Null when there is none.
    /// </summary>
    public static DateTimeOffset? LastDue(ISchedule schedule, DateTimeOffset after, DateTimeOffset now)
    {
        if (schedule.Next(after) is not { } first || first > now)
            return null;
        // The last is the greatest t with Next(t - 1 s) ≤ now: halved, since a second's schedule may have missed millions.
        var (low, high) = (first, now);
        while (high - low >= TimeSpan.FromSeconds(1))
        {
            var middle = low + (high - low) / 2;
            if (schedule.Next(middle) is { } next && next <= now)
                low = next;
            else
                high = middle;
        }

        return low;
    }
}
