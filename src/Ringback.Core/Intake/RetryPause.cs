namespace Ringback.Core.Intake;

/// <summary>How long to wait after failures in a row: 100 ms, twice as long each time, up to 5 s; jittered, so that nodes don't come together.</summary>
internal static class RetryPause
{
    private const double FirstMs = 100;
    private const double LongestMs = 5000;

    /// <param name="failures">In a row: 1 after the first.</param>
    /// <param name="random01">From 0 to 1: half of the wait depends on it.</param>
    public static TimeSpan After(int failures, double random01) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestMs, FirstMs * Math.Pow(2, Math.Max(0, failures - 1))) * (0.5 + random01 / 2));
}
