using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Core.Operate;
using Ringback.Core.Record;

namespace Ringback.Core.Deliver;

/// <summary>Makes one attempt at a delivery, and judges what came of it.</summary>
internal sealed partial class AttemptMaker
{
    private readonly DeliveryParts _parts;
    private readonly Verdict _verdict;
    private readonly FailingEndpoints _failing;

    public AttemptMaker(DeliveryParts parts)
    {
        _parts = parts;
        _verdict = new Verdict(parts.Policy, parts.Random);
        _failing = new FailingEndpoints(parts.Record.FailingSince(), parts.Catalog);
    }

    /// <param name="item">With its payload.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="cutOff">Ends the attempt, which then never was.</param>
    /// <returns>What is to be recorded, and what its lane learns.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(AttemptRecord Record, Flight Flight)> MakeAsync(WorkItem item, ResolvedDestination destination, CancellationToken cutOff)
    {
        var message = item.Message;
        var sentAt = Now;
        using var span = Telemetry.StartAttempt(message, destination.Destination, (destination as ResolvedEndpoint)?.Url.Host);
        var result = await SendAsync(item, destination, cutOff).ConfigureAwait(false);
        var endedAt = Now;
        var schedule = ScheduleOf(message, destination);
        var record = _verdict.Judge(item, destination, result, schedule, _failing.Since(destination.Destination), sentAt, endedAt);
        _failing.Judged(record, destination.Destination);
        if (!Verdict.IsHeld(item, result, endedAt) && (record.Attempt!.Value.State != DeliveryState.Success || record.Tries > 1))
            record = record with { Emit = _parts.Events.OfAttempt(destination.Application, destination.Destination, record, Verdict.Failing(schedule)) };
        var outcome = OutcomeTable.Classify(result.Failure, result.StatusCode);
        Telemetry.Attempted(span, outcome, result, item.Tries);
        return (record, new Flight(IsAnswered(outcome, result, destination), outcome == Outcome.FailAndThrottle, result.DurationMs, record.RetryAt, record.Tries));
    }

    /// <summary>
    /// Whether the destination goes on taking others. Rows that a database refuses, those that somebody has locked, and what somebody
    /// else did to the run say nothing against it.
    /// </summary>
    public static bool IsAnswered(Outcome outcome, in SendResult result, ResolvedDestination destination) =>
        outcome == Outcome.Success || result.IsUnfit || result.IsPostponed
        || (destination is ResolvedOperation { Plan: SqlPlan } && result.StatusCode is 409 or 422 or 504);

    public void EndpointChanged(int endpoint) => _failing.Changed(endpoint);

    private long Now => _parts.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SendResult> SendAsync(WorkItem item, ResolvedDestination destination, CancellationToken cutOff)
    {
        var message = item.Message;
        var started = _parts.Clock.GetTimestamp();
        try
        {
            return destination switch
            {
                ResolvedEndpoint endpoint => await _parts.Sender.SendAsync(
                    new SendRequest(
                        endpoint.Url, message.PublicId, message.Payload!.Value, message.ContentType ?? "application/json", endpoint.Signer, endpoint.Headers),
                    cutOff).ConfigureAwait(false),
                ResolvedOperation operation => await _parts.Operations.RunAsync(operation.Plan, message, item.Run, cutOff).ConfigureAwait(false),
                _ => throw new ArgumentException($"Nothing is sent to a {destination.GetType().Name}.", nameof(destination)),
            };
        }
        catch (Exception bug) when (!cutOff.IsCancellationRequested)
        {
            // It goes the way of any failure, so that one message we can't send neither blocks its lane nor is tried for ever.
            LogBug(_parts.Logger, message.PublicId, destination.Destination.PublicId, bug);
            return new SendResult(FailureKind.OwnFault, 0, (int)_parts.Clock.GetElapsedTime(started).TotalMilliseconds, [], null);
        }
    }

    private RetrySchedule ScheduleOf(Message message, ResolvedDestination destination) =>
        destination is ResolvedOperation { Plan.Schedule: { } ofOperation } ? ofOperation
        : _parts.Catalog.FindEventType(destination.Application.Organisation, message.EventType)?.RetrySchedule is { } own
        && RetrySchedule.TryParse(own, out var schedule, out _)
        ? schedule
        : _parts.Policy.Schedule;

    [LoggerMessage(1104, LogLevel.Error, "Could not send message {MessageId} to endpoint {EndpointId} because of a bug; this counts as a failed attempt", EventName = "AttemptFailed")]
    private static partial void LogBug(ILogger logger, string messageId, string endpointId, Exception bug);
}
