namespace Ringback.Testing;

/// <summary>
/// For what ends at a time limit after something else has happened: a short limit is quick, and on a busy machine it may end before.
/// So it is tried with ever longer limits, until one was long enough.
/// </summary>
internal static class EnoughTime
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="attempt">What is tried, with its limit.</param>
    /// <param name="wasEnough">Whether what was to happen before the limit did.</param>
    /// <returns>What came of the first limit that was enough; of the longest, when none was.</returns>
    public static async Task<T> ForAsync<T>(Func<TimeSpan, Task<T>> attempt, Func<T, bool> wasEnough)
    {
        for (var limit = TimeSpan.FromMilliseconds(500); ; limit *= 4)
        {
            var result = await attempt(limit);
            if (limit >= Longest || wasEnough(result)) return result;
        }
    }
}
