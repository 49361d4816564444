using System.Diagnostics.Metrics;
using Ringback.Core.Observe;

namespace Ringback.Core.Operate;

/// <summary>What operations could not be asked for.</summary>
internal static class OperationMetrics
{
    private static readonly Counter<long> Unreadable = Telemetry.Meter.CreateCounter<long>(
        "ringback.operations.unreadable", "{message}", "Messages whose body no condition of an operation could look into");

    public static void NotLookedInto() => Unreadable.Add(1);
}
