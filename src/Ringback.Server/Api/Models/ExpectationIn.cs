using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.Models;

/// <summary>What POST of an expectation takes.</summary>
/// <param name="Deadline">Unix milliseconds; null: <paramref name="WithinSeconds"/> from now.</param>
/// <param name="Headers">Of its polls; kept sealed.</param>
internal sealed record ExpectationIn(
    string Key, Fulfilment FulfilledWhen, long? Deadline, int WithinSeconds, int? LookBackSeconds, PollPlan? Poll,
    IReadOnlyDictionary<string, string>? Headers)
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(90);
    public static readonly TimeSpan LongestLookBack = TimeSpan.FromDays(7);

    public static ExpectationIn Read(JsonFields fields)
    {
        fields.Only("key", "fulfilledWhen", "deadline", "within", "lookBack", "poll");
        var key = fields.Text("key", TextRule.NameUpTo(ObjectKey.MaxLength), Need.Required) ?? "";
        var fulfilment = PollFields.Fulfilment(fields.Object("fulfilledWhen", Need.Required));
        var deadline = fields.Time("deadline");
        var within = fields.Seconds("within", TimeSpan.Zero, LongestWait);
        if (deadline is not null && within is not null) fields.Add("within", "must be left out beside a deadline");
        var poll = PollFields.Plan(fields.Object("poll"), fulfilment, isTemplate: false, out var headers);
        if (poll is not null && SecretUrl.Restore(poll.Url, null) is null) fields.Add("poll", $"has {SecretNames.Mask} in its URL, in the place of a secret");
        return new ExpectationIn(
            key, fulfilment, deadline, within ?? ExpectationRule.DefaultWithinSeconds, fields.Seconds("lookBack", TimeSpan.Zero, LongestLookBack), poll, headers);
    }

    /// <param name="now">Unix milliseconds.</param>
    public Expectation ToExpectation(int source, Ksuid id, byte[] @sealed, long now)
    {
        var deadline = Math.Max(Deadline ?? now + WithinSeconds * 1000L, now);
        return new Expectation
        {
            Id = id,
            ApplicationId = source,
            Key = Key,
            FulfilledWhen = FulfilledWhen,
            Deadline = deadline,
            LookBack = LookBackSeconds * 1000L ?? Expectation.DefaultLookBackMs,
            Poll = Poll,
            Sealed = @sealed,
            Due = deadline,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}

/// <summary>A rule of a source, as the source's POST and PUT take it.</summary>
/// <param name="Application">Id or uid of the application whose messages it is about; null: events of the source.</param>
/// <param name="Rule">Its application isn't looked up yet.</param>
/// <param name="Headers">Of its polls; kept sealed.</param>
internal sealed record ExpectationRuleIn(string? Application, ExpectationRule Rule, IReadOnlyDictionary<string, string>? Headers)
{
    /// <returns>Null when left out.</returns>
    public static IReadOnlyList<ExpectationRuleIn>? ReadAll(JsonFields source)
    {
        if (source.Objects("expectations", ExpectationRule.Most) is not { } all) return null;
        var rules = all.Select(Read).ToList();
        if (rules.Select(static r => r.Rule.Name).Distinct(StringComparer.Ordinal).Count() < rules.Count)
            source.Add("expectations", "must have a name each");
        if (rules.Select(static r => r.Rule.FulfilledWhen.KeyPointer).Distinct(StringComparer.Ordinal).Count() > TooManyPointersException.Most)
            source.Add("expectations", $"must have at most {TooManyPointersException.Most} different key pointers");
        return rules;
    }

    public static ExpectationRuleIn Read(JsonFields fields)
    {
        fields.Only("name", "on", "keyPointer", "fulfilledWhen", "within", "poll");
        var name = fields.Text("name", TextRule.EventType, Need.Required) ?? "";
        var pointer = PollFields.Pointer(fields, "keyPointer", Need.Required) ?? "";
        var fulfilment = PollFields.Fulfilment(fields.Object("fulfilledWhen", Need.Required), pointer);
        string? application = null;
        var trigger = new RuleTrigger([]);
        if (fields.Object("on", Need.Required) is { } on) trigger = Trigger(on, out application);

        var within = fields.Seconds("within", TimeSpan.Zero, ExpectationIn.LongestWait) ?? ExpectationRule.DefaultWithinSeconds;
        var poll = PollFields.Plan(fields.Object("poll"), fulfilment, isTemplate: true, out var headers);
        return new ExpectationRuleIn(application, new ExpectationRule(name, trigger, pointer, fulfilment, within, poll), headers);
    }

    /// <param name="application">Id or uid, to be looked up.</param>
    public static RuleTrigger Trigger(JsonFields fields, out string? application)
    {
        fields.Only("eventTypes", "application", "conditions");
        application = fields.Text("application", TextRule.Between(1, 256));
        return new RuleTrigger(
            fields.Texts("eventTypes", OperationIn.EventType, 1, Common.MostEventTypes, Need.Required) ?? [], Conditions: ConditionFields.Read(fields));
    }
}
