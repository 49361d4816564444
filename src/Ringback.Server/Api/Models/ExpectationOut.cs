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

    public required string Id { get; init; }

    public required string Key { get; init; }

    public required string Status { get; init; }

    public required FulfilmentOut FulfilledWhen { get; init; }

    public required Timestamp Deadline { get; init; }

    public required string LookBack { get; init; }

    public required PollPlanOut? Poll { get; init; }

    /// <summary>Null when it was made over the API.</summary>
    public required string? Rule { get; init; }

    /// <summary>How often the provider was asked.</summary>
    public required int Polls { get; init; }

    /// <summary>When it is asked next, or first; null once it has ended, or when nobody is asked.</summary>
    public required Timestamp? NextPollAt { get; init; }

    /// <summary>The event that fulfilled it, or was made for it.</summary>
    public required string? MsgId { get; init; }

    /// <summary>The latest hundred; null in lists.</summary>
    public required IReadOnlyList<PollOut>? Attempts { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }

    public static ExpectationOut Of(Expectation expectation, IReadOnlyList<Poll>? polls) => new()
    {
        Id = expectation.PublicId,
        Key = expectation.Key,
        Status = Statuses[(int)expectation.Status],
        FulfilledWhen = FulfilmentOut.Of(expectation.FulfilledWhen),
        Deadline = expectation.Deadline,
        LookBack = DurationFields.Text((int)(expectation.LookBack / 1000)),
        Poll = PollPlanOut.Of(expectation.Poll),
        Rule = expectation.Rule,
        Polls = expectation.Polls,
        NextPollAt = expectation is { Due: { } due, Poll: not null } ? due : (Timestamp?)null,
        MsgId = expectation.EventId is { } id ? IdPrefix.Message + id : null,
        Attempts = polls is null ? null : [.. polls.Select(PollOut.Of)],
        CreatedAt = expectation.CreatedAt,
        UpdatedAt = expectation.UpdatedAt,
    };
}

internal sealed record FulfilmentOut(string KeyPointer, IReadOnlyList<string>? EventTypes, RawJson Conditions)
{
    public static FulfilmentOut Of(Fulfilment fulfilment) =>
        new(fulfilment.KeyPointer, fulfilment.EventTypes, ConditionsOut.Of(fulfilment.Conditions));
}

/// <param name="Url">Without the credentials in its query.</param>
/// <param name="Headers">Their names.</param>
internal sealed record PollPlanOut(
    string Url, string Method, IReadOnlyList<string> Headers, JsonElement? Body, string Every, PollUntilOut Until, MadeEventOut Event, string GiveUpAfter, int? MaxPolls)
{
    public static PollPlanOut? Of(PollPlan? plan) => plan is null ? null : new(
        SecretUrl.Mask(plan.Url), plan.Method, plan.Headers ?? [], plan.Body, DurationFields.Text(plan.EverySeconds),
        new PollUntilOut(plan.Until.Statuses ?? [200], ConditionsOut.Of(plan.Until.Conditions)),
        new MadeEventOut(plan.Event.Type, plan.Event.Id, plan.Event.Payload, plan.Event.NaturalKey),
        DurationFields.Text(plan.GiveUpAfterSeconds), plan.MostPolls);
}

internal sealed record PollUntilOut(IReadOnlyList<int> Statuses, RawJson Conditions);

internal sealed record MadeEventOut(string Type, string? Id, JsonElement? Payload, IReadOnlyList<string>? NaturalKey);

/// <param name="Outcome"><c>found</c>, <c>notYet</c> or <c>failed</c>.</param>
internal sealed record PollOut(Timestamp Timestamp, int DurationMs, int StatusCode, string Outcome, string Detail, string Response)
{
    private static readonly string[] Outcomes = ["found", "notYet", "failed"];

    public static PollOut Of(Poll poll) => new(
        poll.At, poll.DurationMs, poll.StatusCode, Outcomes[(int)poll.Outcome], poll.Detail, Encoding.UTF8.GetString(poll.Response));
}

/// <param name="Application">Of messages sent: the application's id; null: events of the source.</param>
internal sealed record RuleTriggerOut(IReadOnlyList<string> EventTypes, string? Application, RawJson Conditions);

internal sealed record ExpectationRuleOut(
    string Name, RuleTriggerOut On, string KeyPointer, FulfilmentOut FulfilledWhen, string Within, PollPlanOut? Poll)
{
    /// <param name="nameOf">The public id of an application; null when it is gone.</param>
    public static ExpectationRuleOut Of(ExpectationRule rule, Func<int, string?> nameOf) => new(
        rule.Name,
        new RuleTriggerOut(rule.On.EventTypes, rule.On.ApplicationId is { } id ? nameOf(id) : null, ConditionsOut.Of(rule.On.Conditions)),
        rule.KeyPointer, FulfilmentOut.Of(rule.FulfilledWhen), DurationFields.Text(rule.WithinSeconds), PollPlanOut.Of(rule.Poll));
}

internal static class ConditionsOut
{
    public static RawJson Of(IReadOnlyList<Condition>? conditions)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer)) ConditionFields.Write(json, conditions);
        return new RawJson(buffer.WrittenMemory);
    }
}
