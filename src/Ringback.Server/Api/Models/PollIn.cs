using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>How a provider is asked when an awaited event doesn't come.</summary>
internal static class PollIn
{
    public static readonly InputShape Shape = new(
        "Poll", "How Ringback polls a provider.",
        """{"url":"https://api.example.com/payments/pay_123","headers":{"Authorization":"Bearer sk_123"},"every":"30m","until":{"conditions":[{"pointer":"/status","in":["paid","failed"]}]},"event":{"type":"payment.{{/status}}"}}""");

    private const string Get = "GET";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Field<string> Url = Shape.Required(
        "url", Own<string>(static (json, name, need) => json.Text(name, TextRule.Any, need), static () => Schema.Url()),
        "In a rule, path and query may have placeholders for values of the event or message that starts the rule, such as `{{/data/object/id}}`.");

    private static readonly Field<string> Method = Shape.Optional("method", Choice(Get, "POST"), "GET by default.");
    private static readonly Field<IReadOnlyDictionary<string, string>> Headers = Shape.Optional("headers", EndpointFields.Headers, "Headers are stored encrypted; the API shows only their names.");
    private static readonly Field<JsonElement?> Body = Shape.Optional("body", TemplateFields.Json, "The JSON body of a POST.");
    private static readonly Field<int?> Every = Shape.Optional(
        "every", Seconds(Second, TimeSpan.FromDays(30)), "The wait after the first poll, one hour by default. Each further wait is 1.5 times as long, up to a day, ±20 %.");

    private static readonly Field<JsonFields> Until = Shape.Optional("until", Object(PollUntilIn.Shape), "Which answer ends the polls; by default one with status 200.");
    private static readonly Field<JsonFields> Event = Shape.Optional(
        "event", Object(MadeEventIn.Shape), "The event that is made from the answer. It may be left out if exactly one type is expected; the event then has this type, and the answer as payload.");

    private static readonly Field<int?> GiveUpAfter = Shape.Optional(
        "giveUpAfter", Seconds(Second, TimeSpan.FromSeconds(PollPlan.LongestGiveUpSeconds)),
        "The time after the deadline; `7d` by default, up to `90d`. The last poll is made at its end.");

    private static readonly Field<int?> MostPolls = Shape.Optional("maxPolls", Whole(1, 10_000), "No limit by default.");

    /// <param name="json">Null when it is left out.</param>
    /// <param name="fulfilment">If it awaits one type of event, that is what an answer becomes.</param>
    /// <param name="isTemplate">Whether URL and body have places, for values of what the rule is about.</param>
    /// <param name="headers">Kept sealed.</param>
    public static PollPlan? Read(JsonFields? json, Fulfilment fulfilment, bool isTemplate, out IReadOnlyDictionary<string, string>? headers)
    {
        headers = null;
        if (json is null) return null;
        Shape.RefuseOthers(json);
        headers = Headers.Read(json);
        var method = Method.Read(json) ?? Get;
        var body = Body.Read(json);
        if (body is not null && method == Get) Body.Refuse(json, "must be left out, because a GET has no body");
        return new PollPlan
        {
            Url = ReadUrl(json, isTemplate),
            Method = method,
            Body = body,
            Headers = headers is { Count: > 0 } ? [.. headers.Keys] : null,
            EverySeconds = Every.Read(json) ?? PollPlan.DefaultEverySeconds,
            Until = Until.Read(json) is { } until ? PollUntilIn.Read(until) : new PollUntil(),
            Event = ReadEvent(json, fulfilment),
            GiveUpAfterSeconds = GiveUpAfter.Read(json) ?? PollPlan.DefaultGiveUpSeconds,
            MostPolls = MostPolls.Read(json),
        };
    }

    private static string ReadUrl(JsonFields json, bool isTemplate)
    {
        if (Url.Read(json) is not { } url) return "";
        if (!UrlTemplate.TryParse(url, out var template, out var error)) Url.Refuse(json, error);
        else if (!isTemplate && template.Pointers.Any()) Url.Refuse(json, "must be the whole URL; only URLs of rules may have placeholders");
        return url;
    }

    private static MadeEvent ReadEvent(JsonFields json, Fulfilment fulfilment)
    {
        var only = fulfilment.EventTypes is [var one] ? one : null;
        if (Event.Read(json) is { } made) return MadeEventIn.Read(made, only);
        if (only is null) Event.Refuse(json, "must have a type, because not exactly one event type is expected");
        return new MadeEvent(only ?? "");
    }
}

/// <summary>Which answer of a provider says that it has happened.</summary>
internal static class PollUntilIn
{
    public static readonly InputShape Shape = new(
        "PollUntil", "Which answer shows that the event has happened.", """{"statuses":[200],"conditions":[{"pointer":"/status","equals":"paid"}]}""");

    private const int Lowest = 200;
    private const int Highest = 599;
    private const int Most = 20;

    private static readonly Field<IReadOnlyList<int>> Statuses = Shape.Optional(
        "statuses", Own<IReadOnlyList<int>>(ReadStatuses, static () => Schema.List(Schema.Whole(Lowest, Highest), 1, Most)), "The status is one of these; 200 by default.");

    private static readonly Field<IReadOnlyList<Condition>> Conditions = Shape.Optional("conditions", ConditionFields.All, "The JSON of the answer must meet all conditions.");

    public static PollUntil Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new PollUntil(Statuses.Read(json), Conditions.Read(json));
    }

    private static IReadOnlyList<int>? ReadStatuses(JsonFields json, string name, Need need)
    {
        if (json.Value(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        int[] statuses = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var n) ? n : 0)]
            : [];
        if (statuses.Length is 0 or > Most || statuses.Any(static status => status is < Lowest or > Highest))
            json.Add(name, $"must be a list of 1 to {Most} statuses, {Lowest} to {Highest}");
        return statuses;
    }
}
