using System.Diagnostics.Metrics;
using Ringback.Core.Observe;

namespace Ringback.Core.Reconcile;

/// <summary>How expectations fare, and how often providers are asked.</summary>
internal static class ReconcileMetrics
{
    private static readonly Counter<long> Expectations = Telemetry.Meter.CreateCounter<long>(
        "ringback.reconcile.expectations", "{expectation}", "Expectations made (open) and ended, by status");

    private static readonly Counter<long> Polls = Telemetry.Meter.CreateCounter<long>(
        "ringback.reconcile.polls", "{poll}", "Times that a provider was asked, by outcome");

    private static readonly Counter<long> Unmade = Telemetry.Meter.CreateCounter<long>(
        "ringback.reconcile.rule.failures", "{message}", "Messages that lacked what a rule needs to ask about them");

    private static readonly Counter<long> Fired = Telemetry.Meter.CreateCounter<long>(
        "ringback.schedule.fired", "{event}", "Events that schedules made");

    private static readonly KeyValuePair<string, object?>[] Statuses = NamesOf<ExpectationStatus>("status");
    private static readonly KeyValuePair<string, object?>[] Outcomes = NamesOf<PollOutcome>("outcome");

    public static void Count(ExpectationStatus status) => Expectations.Add(1, Statuses[(int)status]);

    public static void Polled(PollOutcome outcome) => Polls.Add(1, Outcomes[(int)outcome]);

    public static void RuleFailed() => Unmade.Add(1);

    public static void ScheduleFired() => Fired.Add(1);

    private static KeyValuePair<string, object?>[] NamesOf<T>(string tag)
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => new KeyValuePair<string, object?>(tag, name.ToLowerInvariant()))];
}
