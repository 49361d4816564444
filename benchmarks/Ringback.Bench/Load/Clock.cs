using System.Diagnostics;

namespace Ringback.Bench.Load;

/// <summary>Monotonic nanoseconds. On Linux every process reads the same clock, so the sink can subtract what the generator wrote.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);
}
