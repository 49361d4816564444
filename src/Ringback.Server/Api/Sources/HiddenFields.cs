using System.Text.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Api.Sources;

/// <summary>
/// The fields of a source's configuration that aren't shown: its secrets, and what it asks for on top (<c>also</c>). Whoever reads a source,
/// changes something and puts it back can't give them again, so that they stay unless he says otherwise.
/// </summary>
internal static class HiddenFields
{
    private const string OnTop = "also";

    /// <summary>What a configuration says but its secrets; nothing when it is one that this version doesn't know.</summary>
    public static Dictionary<string, JsonElement> WithoutHidden(JsonElement config, SourceProfile? profile)
    {
        var shown = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (profile is null) return shown;
        foreach (var field in config.EnumerateObject())
            if (!profile.SecretFields.Contains(field.Name)) shown[field.Name] = field.Value;
        return shown;
    }

    /// <summary>
    /// What is given, with the kept fields that aren't shown. A field that is given stands, <c>null</c> and an empty list too: so it ends.
    /// Of secrets all are taken as given when one is, since some stand in the place of others.
    /// </summary>
    public static JsonElement Fill(JsonElement given, JsonElement? kept, SourceProfile? profile)
    {
        if (profile is null || given.ValueKind != JsonValueKind.Object || kept is not { ValueKind: JsonValueKind.Object } before) return given;
        var hasSecret = given.EnumerateObject().Any(field => !field.NameEquals(OnTop) && profile.SecretFields.Contains(field.Name));
        return ConfigJson.Combine(given, static _ => true, before, IsLeftOut);

        bool IsLeftOut(JsonProperty field) =>
            profile.SecretFields.Contains(field.Name) && (!hasSecret || field.NameEquals(OnTop)) && !given.TryGetProperty(field.Name, out _);
    }

    /// <summary>The next configuration, with what the current one asks for on top unless it says otherwise: an empty list asks for nothing.</summary>
    public static JsonElement? KeepOnTop(JsonElement? next, JsonElement? current) =>
        next is { ValueKind: JsonValueKind.Object } given && !given.TryGetProperty(OnTop, out _)
        && current is { ValueKind: JsonValueKind.Object } before && before.TryGetProperty(OnTop, out var rules)
            ? ConfigJson.With(given, OnTop, rules)
            : next;
}
