using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>A rule of a source, as the source's POST and PUT take it.</summary>
/// <param name="Application">Id or uid of the application whose messages it is about; null: events of the source.</param>
/// <param name="Rule">Its application isn't looked up yet.</param>
/// <param name="Headers">Of its polls; kept sealed.</param>
internal sealed record ExpectationRuleIn(string? Application, ExpectationRule Rule, IReadOnlyDictionary<string, string>? Headers)
{
    /// <summary>All of a source.</summary>
    public static readonly FieldRule<IReadOnlyList<JsonFields>> List = Objects(Fields.Shape, 0, ExpectationRule.Most);

    /// <returns>Null when left out.</returns>
    public static IReadOnlyList<ExpectationRuleIn>? ReadAll(JsonFields source, Field<IReadOnlyList<JsonFields>> field)
    {
        if (field.Read(source) is not { } all) return null;
        var rules = all.Select(Read).ToList();
        if (rules.Select(static r => r.Rule.Name).Distinct(StringComparer.Ordinal).Count() < rules.Count)
            field.Refuse(source, "must each have a name");
        if (rules.Select(static r => r.Rule.FulfilledWhen.KeyPointer).Distinct(StringComparer.Ordinal).Count() > TooManyPointersException.Most)
            field.Refuse(source, $"must have at most {TooManyPointersException.Most} different key pointers");
        return rules;
    }

    public static ExpectationRuleIn Read(JsonFields json)
    {
        Fields.Shape.RefuseOthers(json);
        var name = Fields.Name.Read(json) ?? "";
        var pointer = Fields.KeyPointer.Read(json) ?? "";
        var fulfilment = FulfilmentIn.Read(Fields.FulfilledWhen.Read(json), pointer);
        string? application = null;
        var trigger = new RuleTrigger([]);
        if (Fields.On.Read(json) is { } on) trigger = RuleTriggerIn.Read(on, out application);

        var within = Fields.Within.Read(json) ?? ExpectationRule.DefaultWithinSeconds;
        var poll = PollIn.Read(Fields.Poll.Read(json), fulfilment, isTemplate: true, out var headers);
        return new ExpectationRuleIn(application, new ExpectationRule(name, trigger, pointer, fulfilment, within, poll), headers);
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "ExpectationRule", "A rule that creates expectations automatically.",
            """{"name":"paid","on":{"eventTypes":["payment.created"]},"keyPointer":"/data/object/id","fulfilledWhen":{"eventTypes":["payment.paid","payment.failed"]},"within":"1h","poll":{"url":"https://api.example.com/payments/{{/data/object/id}}","until":{"conditions":[{"pointer":"/status","in":["paid","failed"]}]},"event":{"type":"payment.{{/status}}"}}}""");

        public static readonly Field<string> Name = Shape.Required("name", Text(TextRule.EventType), "A name that is unique in its source.");
        public static readonly Field<JsonFields> On = Shape.Required("on", Object(RuleTriggerIn.Shape), "The events or messages that start the rule.");
        public static readonly Field<string> KeyPointer = Shape.Required("keyPointer", TemplateFields.Pointer, "The JSON Pointer to the key in this event or message.");
        public static readonly Field<JsonFields> FulfilledWhen = Shape.Required("fulfilledWhen", Object(FulfilmentIn.Shape), "Which event fulfils the expectation.");
        public static readonly Field<int?> Within = Shape.Optional("within", ExpectationIn.Within, "The time from this event or message to the deadline; one hour by default.");
        public static readonly Field<JsonFields> Poll = Shape.Optional("poll", Object(PollIn.Shape), "How Ringback polls the provider.");
    }
}

/// <summary>What a rule is about.</summary>
internal static class RuleTriggerIn
{
    public static readonly InputShape Shape = new(
        "RuleTrigger", "What starts a rule: events of the source, or messages to an application.", """{"eventTypes":["payment.created"]}""");

    private static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Required("eventTypes", TemplateFields.ProviderEventTypes, "One of these.");
    private static readonly Field<string> Application = Shape.Optional(
        "application", Text(TextRule.Between(1, 256)), "The id or uid of the application whose messages start the rule; by default events of the source.");

    private static readonly Field<IReadOnlyList<Condition>> Conditions = Shape.Optional("conditions", ConditionFields.All, "All of which the JSON body must meet.");

    /// <param name="application">Id or uid, to be looked up.</param>
    public static RuleTrigger Read(JsonFields json, out string? application)
    {
        Shape.RefuseOthers(json);
        application = Application.Read(json);
        return new RuleTrigger(EventTypes.Read(json) ?? [], Conditions: Conditions.Read(json));
    }
}
