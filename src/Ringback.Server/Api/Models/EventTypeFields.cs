using System.Text.Json;
using Ringback.Core.Background;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Rules of event types that more than one input has.</summary>
internal static class EventTypeFields
{
    public const string OldFeatureFlag = "featureFlag";
    public const int MostFlags = 25;

    /// <summary>The list, or the one flag as SDKs 1.x give it.</summary>
    public static readonly FieldRule<IReadOnlyList<string>> FeatureFlags = Own<IReadOnlyList<string>>(ReadFlags, Texts(TextRule.EventType, 1, MostFlags).Describe);

    public static readonly FieldRule<JsonElement?> Schemas = Own<JsonElement?>(ReadSchemas, Schema.Any);

    public static readonly FieldRule<string> Schedule = Parsed<string>(ParseSchedule, static () => Schema.Text());

    private static IReadOnlyList<string>? ReadFlags(JsonFields json, string name, Need need)
    {
        if (name != OldFeatureFlag) return json.Texts(name, TextRule.EventType, 1, MostFlags, need);
        return json.Text(name, TextRule.EventType) is { } flag ? [flag] : null;
    }

    private static JsonElement? ReadSchemas(JsonFields json, string name, Need need)
    {
        if (json.Json(name, need) is not { } schemas) return null;
        foreach (var (at, problem) in SchemaRules.Faults(schemas)) json.Add([name, .. at], problem);
        return schemas;
    }

    private static string? ParseSchedule(string text, out string? value)
    {
        value = RetrySchedule.TryParse(text, out var schedule, out var error) ? schedule.ToString() : null;
        return error;
    }
}
