using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What fulfils an expectation, and how a provider is asked when nothing does.</summary>
internal static class PollFields
{
    private const int LongestJson = 64 * 1024;
    private const int MostPolls = 10_000;
    private const int MostStatuses = 20;
    private static readonly string[] Methods = ["GET", "POST"];
    private static readonly TextRule TemplateRule = TextRule.Between(1, 4096);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="keyPointer">Where the key stands when the field doesn't say; null: it must.</param>
    public static Fulfilment Fulfilment(JsonFields? fields, string? keyPointer = null)
    {
        if (fields is null) return new Fulfilment(keyPointer ?? "");
        var pointer = Pointer(fields, "keyPointer", keyPointer is null ? Need.Required : Need.Optional);
        var types = fields.Texts("eventTypes", OperationIn.EventType, 1, Common.MostEventTypes);
        return new Fulfilment(pointer ?? keyPointer ?? "", types, ConditionFields.Read(fields));
    }

    public static string? Pointer(JsonFields fields, string name, Need need)
    {
        if (fields.Text(name, TextRule.Any, need) is not { } pointer) return null;
        if (!JsonPointer.TryParse(pointer, out _)) fields.Add(name, "must be a JSON Pointer, such as /data/object/id");
        return pointer;
    }

    /// <param name="fulfilment">If it awaits one type of event, that is what an answer becomes.</param>
    /// <param name="isTemplate">Whether URL and body have places, for values of what the rule is about.</param>
    /// <param name="headers">Kept sealed.</param>
    public static PollPlan? Plan(JsonFields? fields, Fulfilment fulfilment, bool isTemplate, out IReadOnlyDictionary<string, string>? headers)
    {
        headers = null;
        if (fields is null) return null;
        fields.Only("url", "method", "headers", "body", "every", "until", "event", "giveUpAfter", "maxPolls");
        headers = EndpointFields.Headers(fields, "headers");
        var method = Methods[fields.Choice("method", Methods) ?? 0];
        var body = Json(fields, "body");
        if (body is not null && method == "GET") fields.Add("body", "must be left out: a GET has none");
        return new PollPlan
        {
            Url = Url(fields, isTemplate),
            Method = method,
            Body = body,
            Headers = headers is { Count: > 0 } ? [.. headers.Keys] : null,
            EverySeconds = fields.Seconds("every", Second, TimeSpan.FromDays(30)) ?? PollPlan.DefaultEverySeconds,
            Until = Until(fields.Object("until")),
            Event = Event(fields.Object("event"), fulfilment, fields),
            GiveUpAfterSeconds = fields.Seconds("giveUpAfter", Second, TimeSpan.FromSeconds(PollPlan.LongestGiveUpSeconds)) ?? PollPlan.DefaultGiveUpSeconds,
            MostPolls = (int?)fields.Whole("maxPolls", 1, MostPolls),
        };
    }

    public static NaturalKey? NaturalKey(JsonFields? fields) => fields is null ? null : new NaturalKey(
        Values(fields, "values", Need.Required) ?? [], fields.Texts("eventTypes", OperationIn.EventType, 1, Common.MostEventTypes));

    private static string Url(JsonFields fields, bool isTemplate)
    {
        if (fields.Text("url", TextRule.Any, Need.Required) is not { } url) return "";
        if (!UrlTemplate.TryParse(url, out var template, out var error)) fields.Add("url", error);
        else if (!isTemplate && template.Pointers.Any()) fields.Add("url", "must be the whole URL: only those of rules have places");
        return url;
    }

    public static PollUntil Until(JsonFields? fields)
    {
        if (fields is null) return new PollUntil();
        fields.Only("statuses", "conditions");
        return new PollUntil(Statuses(fields), ConditionFields.Read(fields));
    }

    private static int[]? Statuses(JsonFields fields)
    {
        if (fields.Value("statuses") is not { ValueKind: not JsonValueKind.Null } value) return null;
        int[] statuses = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var n) ? n : 0)]
            : [];
        if (statuses.Length is 0 or > MostStatuses || statuses.Any(static status => status is < 200 or > 599))
            fields.Add("statuses", $"must be a list of 1 to {MostStatuses} statuses, 200 to 599");
        return statuses;
    }

    /// <param name="poll">Hears that one is needed.</param>
    public static MadeEvent Event(JsonFields? fields, Fulfilment fulfilment, JsonFields poll)
    {
        var only = fulfilment.EventTypes is [var one] ? one : null;
        if (fields is null)
        {
            if (only is null) poll.Add("event", "must say what type of event an answer is: several, or none, are awaited");
            return new MadeEvent(only ?? "");
        }
        fields.Only("type", "id", "payload", "naturalKey");
        return new MadeEvent(
            Template(fields, "type", only is null ? Need.Required : Need.Optional) ?? only ?? "", Template(fields, "id", Need.Optional), Json(fields, "payload"),
            Values(fields, "naturalKey", Need.Optional));
    }

    private static string? Template(JsonFields fields, string name, Need need)
    {
        if (fields.Text(name, TemplateRule, need) is not { } text) return null;
        if (!Core.Templates.Template.TryParse(text, out _, out var error)) fields.Add(name, error);
        return text;
    }

    private static IReadOnlyList<string>? Values(JsonFields fields, string name, Need need)
    {
        var values = fields.Texts(name, TextRule.Any, 1, Core.Catalog.NaturalKey.Most, need);
        foreach (var value in values ?? [])
            if (!ValueSource.TryParse(value, out _, out var error)) fields.Add(name, error);
        return values;
    }

    private static JsonElement? Json(JsonFields fields, string name)
    {
        if (fields.Value(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.GetRawText().Length > LongestJson) fields.Add(name, $"must have at most {LongestJson} characters");
        else if (!JsonTemplate.TryParse(value, out _, out var error)) fields.Add(name, error);
        return value;
    }
}
