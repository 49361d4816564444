using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ringback.Core.Observe;

/// <summary>What an intake keeps until the store has it.</summary>
internal static class IntakeMetrics
{
    private static readonly Histogram<double> ConfirmDuration = Telemetry.Meter.CreateHistogram<double>(
        "ringback.intake.confirm.duration", "s", "Time until a received request was durable in the intake");

    private static readonly Counter<long> Unconfirmed = Telemetry.Meter.CreateCounter<long>(
        "ringback.intake.unconfirmed", "{request}", "Received requests that the intake didn't confirm, so that the provider sends them again");

    private static readonly Counter<long> DrainedRequests = Telemetry.Meter.CreateCounter<long>(
        "ringback.intake.drained", "{request}", "Received requests that went from the intake into the store");

    private static readonly Counter<long> DeadLetters = Telemetry.Meter.CreateCounter<long>(
        "ringback.intake.dead_letters", "{request}", "Received requests that the store can never take and that went to the dead letters");

    private static readonly Counter<long> Connections = Telemetry.Meter.CreateCounter<long>(
        "ringback.intake.connections.lost", "{connection}", "Connections to the broker that ended or were abandoned");

    /// <param name="started">A time stamp of <see cref="Stopwatch"/>.</param>
    public static void Confirmed(long started) => ConfirmDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);

    public static void NotConfirmed() => Unconfirmed.Add(1);

    public static void Drained() => DrainedRequests.Add(1);

    public static void Buried() => DeadLetters.Add(1);

    public static void ConnectionLost() => Connections.Add(1);
}
