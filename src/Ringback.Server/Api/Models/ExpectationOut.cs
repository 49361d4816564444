using System.Buffers;
using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Reconcile;

namespace Ringback.Server.Api.Models;

internal sealed record ExpectationOut
{
    /// <value>By their numbers.</value>
    public static readonly string[] Statuses = ["open", "fulfilled", "polling", "reconciled", "expired", "canceled"];

    [Note("The id that Ringback gives; it never changes.", "exp_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string Id { get; init; }

    [Note("The key of the object that the webhook is about.", "pay_123")]
    public required string Key { get; init; }

    [Note("The status: `open`, `fulfilled`, `polling`, `reconciled`, `expired` or `canceled`.", "open")]
    public required string Status { get; init; }

    [Note("Which event fulfils the expectation.")]
    public required FulfilmentOut FulfilledWhen { get; init; }

    [Note("The time of the first poll.", Examples.Time)]
    public required Timestamp Deadline { get; init; }

    [Note("How long before the creation of the expectation the event may have come.", "1h")]
    public required string LookBack { get; init; }

    [Note("How Ringback polls the provider; null means that it doesn't.")]
    public required PollPlanOut? Poll { get; init; }

    [Note("The rule that created it; null if it was created over the API.")]
    public required string? Rule { get; init; }

    [Note("The number of polls.", "0")]
    public required int Polls { get; init; }

    [Note("The time of the next poll; null if the expectation has ended, or has no polls.", Examples.Time)]
    public required Timestamp? NextPollAt { get; init; }

    [Note("The event that fulfilled it or was made for it; null if there is none.")]
    public required string? MsgId { get; init; }

    /// <summary>The latest hundred; null in lists.</summary>
    [Note("The last 100 polls, in the order in which they were made; null in lists.")]
    public required IReadOnlyList<PollOut>? Attempts { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    public static ExpectationOut FromExpectation(Expectation expectation, IReadOnlyList<Poll>? polls) => new()
    {
        Id = expectation.PublicId,
        Key = expectation.Key,
        Status = Statuses[(int)expectation.Status],
        FulfilledWhen = FulfilmentOut.FromFulfilment(expectation.FulfilledWhen),
        Deadline = expectation.Deadline,
        LookBack = DurationFields.Text((int)(expectation.LookBack / 1000)),
        Poll = PollPlanOut.FromPlan(expectation.Poll),
        Rule = expectation.Rule,
        Polls = expectation.Polls,
        NextPollAt = expectation is { Due: { } due, Poll: not null } ? due : (Timestamp?)null,
        MsgId = expectation.EventId is { } id ? IdPrefix.Message + id : null,
        Attempts = polls is null ? null : [.. polls.Select(PollOut.FromPoll)],
        CreatedAt = expectation.CreatedAt,
        UpdatedAt = expectation.UpdatedAt,
    };
}

internal sealed record FulfilmentOut(
    [property: Note("The JSON Pointer to the key in the event.", "/data/object/id")] string KeyPointer,
    [property: Note("Only events of these types fulfil the expectation; null means all types.", """["invoice.paid"]""")] IReadOnlyList<string>? EventTypes,
    [property: Note("The JSON body must meet all conditions.", """[{"pointer":"/data/object/currency","equals":"eur"}]""")] RawJson Conditions)
{
    public static FulfilmentOut FromFulfilment(Fulfilment fulfilment) =>
        new(fulfilment.KeyPointer, fulfilment.EventTypes, ConditionsOut.ToJson(fulfilment.Conditions));
}

/// <param name="Url">Without the credentials in its query.</param>
internal sealed record PollPlanOut(
    [property: Note("The URL of the poll.", "https://api.example.com/payments/pay_123")] string Url,
    [property: Note("The method of the request: `GET` or `POST`.", "GET")] string Method,
    [property: Note("The names of the headers that are sent with each poll.", """["Authorization"]""")] IReadOnlyList<string> Headers,
    [property: Note("The JSON body of a `POST`; null if there is none.")] JsonElement? Body,
    [property: Note("The wait after the first poll; later waits are longer.", "1h")] string Every,
    [property: Note("Which answer ends the polls.")] PollUntilOut Until,
    [property: Note("The event that is made from an answer.")] MadeEventOut Event,
    [property: Note("How long after the deadline Ringback polls; after that time the expectation expires.", "7d")] string GiveUpAfter,
    [property: Note("The maximum number of polls; null means no limit.")] int? MaxPolls)
{
    public static PollPlanOut? FromPlan(PollPlan? plan) => plan is null ? null : new(
        SecretUrl.Mask(plan.Url), plan.Method, plan.Headers ?? [], plan.Body, DurationFields.Text(plan.EverySeconds),
        new PollUntilOut(plan.Until.Statuses ?? [200], ConditionsOut.ToJson(plan.Until.Conditions)),
        new MadeEventOut(plan.Event.Type, plan.Event.Id, plan.Event.Payload, plan.Event.NaturalKey),
        DurationFields.Text(plan.GiveUpAfterSeconds), plan.MostPolls);
}

internal sealed record PollUntilOut(
    [property: Note("The answer must have one of these status codes.", "[200]")] IReadOnlyList<int> Statuses,
    [property: Note("The JSON body must meet all conditions.", """[{"pointer":"/data/object/currency","equals":"eur"}]""")] RawJson Conditions);

internal sealed record MadeEventOut(
    [property: Note("The template of the event type.", "payment.{{/status}}")] string Type,
    [property: Note("The template of the event id; null means that the event has no id of the provider.")] string? Id,
    [property: Note("The template of the payload; null means that the payload is the answer.")] JsonElement? Payload,
    [property: Note("The values of the answer that form the natural key; null means that the source's natural key is read from the event.")] IReadOnlyList<string>? NaturalKey);

internal sealed record PollOut(
    [property: Note("The time of the poll.", Examples.Time)] Timestamp Timestamp,
    [property: Note("The duration of the whole request in milliseconds.", "3")] int DurationMs,
    [property: Note("The HTTP status code of the provider's answer; 0 if there was no answer.", "200")] int StatusCode,
    [property: Note("The outcome: `found`, `notYet` or `failed`.", "found")] string Outcome,
    [property: Note("The reason why no event was made; empty if the event was found.", "")] string Detail,
    [property: Note("The start of the answer, at most 4 KiB.", "{}")] string Response)
{
    private static readonly string[] Outcomes = ["found", "notYet", "failed"];

    public static PollOut FromPoll(Poll poll) => new(
        poll.At, poll.DurationMs, poll.StatusCode, Outcomes[(int)poll.Outcome], poll.Detail, Encoding.UTF8.GetString(poll.Response));
}

internal sealed record RuleTriggerOut(
    [property: Note("Only events or messages of these types start the rule.", """["invoice.paid"]""")] IReadOnlyList<string> EventTypes,
    [property: Note("The application whose messages start the rule; null means events of the source.")] string? Application,
    [property: Note("The JSON body must meet all conditions.", """[{"pointer":"/data/object/currency","equals":"eur"}]""")] RawJson Conditions);

internal sealed record ExpectationRuleOut(
    [property: Note("A name that is unique in its source.", "paid")] string Name,
    [property: Note("The events or messages that start the rule.")] RuleTriggerOut On,
    [property: Note("The JSON Pointer to the key in the event.", "/data/object/id")] string KeyPointer,
    [property: Note("Which event fulfils the expectation.")] FulfilmentOut FulfilledWhen,
    [property: Note("The time from the start to the deadline.", "1h")] string Within,
    [property: Note("How Ringback polls the provider; null means that it doesn't.")] PollPlanOut? Poll)
{
    /// <param name="nameOf">The public id of an application; null when it is gone.</param>
    public static ExpectationRuleOut FromRule(ExpectationRule rule, Func<int, string?> nameOf) => new(
        rule.Name,
        new RuleTriggerOut(rule.On.EventTypes, rule.On.ApplicationId is { } id ? nameOf(id) : null, ConditionsOut.ToJson(rule.On.Conditions)),
        rule.KeyPointer, FulfilmentOut.FromFulfilment(rule.FulfilledWhen), DurationFields.Text(rule.WithinSeconds), PollPlanOut.FromPlan(rule.Poll));
}

internal static class ConditionsOut
{
    public static RawJson ToJson(IReadOnlyList<Condition>? conditions)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer)) ConditionFields.Write(json, conditions);
        return new RawJson(buffer.WrittenMemory);
    }
}
