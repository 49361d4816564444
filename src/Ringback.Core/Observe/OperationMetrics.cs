using System.Diagnostics.Metrics;

namespace Ringback.Core.Observe;

/// <summary>Operations that could not be decided on, and those that wait for somebody.</summary>
internal static class OperationMetrics
{
    private static readonly Counter<long> Unreadable = Telemetry.Meter.CreateCounter<long>(
        "ringback.operations.unreadable", "{message}", "Messages whose body no condition of an operation could look into");

    private static readonly Counter<long> HeldRuns = Telemetry.Meter.CreateCounter<long>(
        "ringback.operations.held", "{attempt}", "Attempts of operations that wait and use no retry, because their database must be fixed first or they were stopped from outside");

    public static void NotLookedInto() => Unreadable.Add(1);

    public static void Held() => HeldRuns.Add(1);
}
