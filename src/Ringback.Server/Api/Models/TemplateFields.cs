using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Json;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Rules of what looks into events: pointers, templates, and what they are made of.</summary>
internal static class TemplateFields
{
    /// <value>In characters; also the most bytes of a statement's parameters.</value>
    public const int LongestJson = 64 * 1024;

    /// <summary>A type of event as providers write them, which is anything.</summary>
    public static readonly TextRule ProviderEventType = TextRule.Printable(256);

    public static readonly TextsRule ProviderEventTypes = Texts(ProviderEventType, 1, Common.MostEventTypes);

    public static readonly FieldRule<string> Pointer = Own<string>(
        static (json, name, need) => ReadPointer(json, name, need, "must be a JSON Pointer, such as /data/object/id"), DescribePointer);

    /// <summary>A text with places for values.</summary>
    public static readonly FieldRule<string> Template = Text(TextRule.Between(1, 4096))
        .And(static text => Core.Templates.Template.TryParse(text, out _, out var error) ? null : error);

    /// <summary>JSON with places for values.</summary>
    public static readonly FieldRule<JsonElement?> Json = Own<JsonElement?>(ReadJson, Schema.AnyValue);

    public static string? ReadPointer(JsonFields json, string name, Need need, string problem)
    {
        if (json.Text(name, TextRule.Any, need) is not { } pointer) return null;
        if (!JsonPointer.TryParse(pointer, out _)) json.Add(name, problem);
        return pointer;
    }

    public static JsonObject DescribePointer() => Schema.Text(0, JsonPointer.LongestText);

    /// <summary>Where values come from.</summary>
    public static FieldRule<IReadOnlyList<string>> Values(int most)
    {
        var rule = Texts(TextRule.Any, 1, most);
        return Own<IReadOnlyList<string>>(
            (json, name, need) =>
            {
                var values = rule.Read(json, name, need);
                foreach (var value in values ?? [])
                    if (!ValueSource.TryParse(value, out _, out var error)) json.Add(name, error);
                return values;
            },
            rule.Describe);
    }

    private static JsonElement? ReadJson(JsonFields json, string name, Need need)
    {
        if (json.Value(name) is not { ValueKind: not JsonValueKind.Null } value) return null;
        if (value.GetRawText().Length > LongestJson) json.Add(name, $"must have at most {LongestJson} characters");
        else if (!JsonTemplate.TryParse(value, out _, out var error)) json.Add(name, error);
        return value;
    }
}
