using System.Text;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>Decides, from what came of an attempt, what is recorded and what comes next. Pure but for the jitter.</summary>
internal sealed class Verdict(DeliveryPolicy policy, Func<double> random)
{
    /// <summary>From this many failed attempts on a message counts as failing; less where the schedule has fewer.</summary>
    public const int FailingFrom = 4;

    private const long FirstHoldMs = 5_000;
    private const long LongestHoldMs = 60_000;

    /// <value>So old is a message whose run was postponed time and again when it begins to use up tries: the run may be what ends its own sessions.</value>
    private const long LongestPostponedMs = 24 * 3_600_000;

    /// <param name="item">What was tried.</param>
    /// <param name="destination">Where.</param>
    /// <param name="result">What came back.</param>
    /// <param name="schedule">Of the message's event type.</param>
    /// <param name="failingSince">Since when the endpoint has only failed, as far as is known; null when it works.</param>
    /// <param name="sentAt">Unix milliseconds.</param>
    /// <param name="now">Unix milliseconds.</param>
    public AttemptRecord Judge(
        WorkItem item, ResolvedDestination destination, in SendResult result, RetrySchedule schedule, long? failingSince, long sentAt, long now)
    {
        var configured = destination.Destination;
        var outcome = OutcomeTable.Classify(result.Failure, result.StatusCode);
        var success = outcome == Outcome.Success;
        var tries = item.Tries + 1;
        var attempt = new Attempt(
            sentAt, result.DurationMs, result.StatusCode, success ? DeliveryState.Success : DeliveryState.Fail, item.Manual, configured.UrlId,
            result.Failure != FailureKind.None && result.Response.Length == 0
                ? Encoding.UTF8.GetBytes(FailureText.Describe(result.Failure))
                : result.Response);
        if (success)
        {
            return new AttemptRecord
            {
                Endpoint = configured.Id,
                Message = item.Message,
                Attempt = attempt,
                Tries = tries,
                Final = DeliveryState.Success,
                FailingSince = failingSince is null ? null : 0,
            };
        }

        if (IsHeld(item, result, now))
        {
            return new AttemptRecord
            {
                Endpoint = configured.Id,
                Message = item.Message,
                Attempt = attempt,
                // In a FIFO lane what was tried holds the rest, and what was not tried yet doesn't.
                Tries = configured.Order == DeliveryOrder.Fifo ? Math.Max(item.Tries, 1) : item.Tries,
                Final = DeliveryState.Fail,
                RetryAt = now + HeldFor(item.Message.AcceptedAt, schedule, now),
            };
        }

        var since = failingSince ?? sentAt;

        // What a person asked for is tried once; a delivery that had its retries before it keeps them.
        var alone = item is { Manual: true, Tries: 0 } && destination is not ResolvedOperation;

        // What doesn't fit an operation never will.
        var next = alone || (result.IsUnfit && !Holds(configured)) ? null : NextAt(configured, tries, result.RetryAfter, schedule, now);
        var exhausted = !alone && IsExhausted(configured, tries, schedule);

        // Days of failing disable an endpoint when a delivery has used up its schedule. In the middle of a schedule the next try may
        // succeed, and a long outage would otherwise cancel what still has its retries.
        // An operation is the owner's own: nobody but him may stop it, and what it missed meanwhile would be lost without a sound.
        var disable = destination is not ResolvedOperation
            && (outcome == Outcome.FailAndDisable || (exhausted && now - since >= policy.DisableAfterMs));
        return new AttemptRecord
        {
            Endpoint = configured.Id,
            Message = item.Message,
            Attempt = attempt,
            Tries = tries,
            Final = DeliveryState.Fail,
            RetryAt = disable ? null : next,
            FailingSince = failingSince is null ? since : null,
            DisableEndpoint = disable,
        };
    }

    /// <summary>Whether an attempt uses up no try.</summary>
    public static bool IsHeld(WorkItem item, in SendResult result, long now) =>
        result.IsHeld && !(result.IsPostponed && now - item.Message.AcceptedAt > LongestPostponedMs);

    /// <summary>After how many failed attempts a message of this schedule counts as failing.</summary>
    public static int Failing(RetrySchedule schedule) => Math.Clamp(schedule.Retries, 1, FailingFrom);

    /// <summary>Longer the longer it has been waiting, since nothing counts how often it was looked.</summary>
    private long HeldFor(long acceptedAt, RetrySchedule schedule, long now) =>
        Math.Clamp((now - acceptedAt) / 2, Math.Min(LongestHoldMs, (long)(schedule.Delay(1, null, random)?.TotalMilliseconds ?? FirstHoldMs)), LongestHoldMs);

    /// <summary>Whether the schedule has no try left. A FIFO head that holds the rest is tried on all the same.</summary>
    private static bool IsExhausted(Destination destination, int tries, RetrySchedule schedule) =>
        tries > (destination.Order == DeliveryOrder.Fifo ? schedule.ForFifo() : schedule).Retries;

    /// <summary>Whether nothing may pass what failed, until somebody decides about it.</summary>
    private static bool Holds(Destination destination) => destination is { Order: DeliveryOrder.Fifo, WhenExhausted: WhenExhausted.Hold };

    private long? NextAt(Destination destination, int tries, TimeSpan? retryAfter, RetrySchedule schedule, long now)
    {
        if (destination.Order != DeliveryOrder.Fifo)
            return After(schedule.Delay(tries, retryAfter, random));
        var fifo = schedule.ForFifo();
        var wait = fifo.Delay(tries, retryAfter, random);
        if (wait is null && Holds(destination))
            wait = RetrySchedule.LongestFifoBackoff;
        return After(wait);

        long? After(TimeSpan? delay) => delay is { } given ? now + (long)given.TotalMilliseconds : null;
    }
}
