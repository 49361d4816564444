using System.Text.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Secrets retire, not configurations: while a grace lasts, the current configuration's rules hold (its scheme, tolerance and what it asks
/// for on top), and the older secrets verify beside the current ones.
/// </summary>
internal static class RetiredSecrets
{
    private const string OnTop = "also";

    /// <summary>The current configuration with the older one's secrets. Null when the older one has none: then nothing of it goes on being good.</summary>
    /// <param name="credentials">The fields by which the sender is known.</param>
    public static JsonElement? WithSecretsOf(JsonElement? current, JsonElement? older, IReadOnlyCollection<string> credentials)
    {
        if (older is not { ValueKind: JsonValueKind.Object } old || current is not { ValueKind: JsonValueKind.Object } now) return null;
        // Of a type without secrets only what is asked for on top can retire.
        if (credentials.Count > 0 && !old.EnumerateObject().Any(field => IsSecret(field) && field.Value.ValueKind != JsonValueKind.Null)) return null;
        var merged = ConfigJson.Combine(now, field => !IsCredential(field), old, IsCredential);
        return now.TryGetProperty(OnTop, out var rules) && old.TryGetProperty(OnTop, out var oldRules) ? ConfigJson.With(merged, OnTop, UnderRules(rules, oldRules)) : merged;

        bool IsCredential(JsonProperty field) => credentials.Any(field.NameEquals);

        // How a key is written is none by itself.
        bool IsSecret(JsonProperty field) => IsCredential(field) && !field.NameEquals("keyEncoding");
    }

    /// <summary>What is asked for on top, with the older keys where the same is asked for in the same place.</summary>
    private static JsonElement UnderRules(JsonElement rules, JsonElement older)
    {
        if (rules.ValueKind != JsonValueKind.Array || older.ValueKind != JsonValueKind.Array || rules.GetArrayLength() != older.GetArrayLength()) return rules;
        return ConfigJson.List(rules.EnumerateArray().Zip(older.EnumerateArray(), UnderRule));
    }

    private static JsonElement UnderRule(JsonElement rule, JsonElement older)
    {
        if (rule.ValueKind != JsonValueKind.Object || older.ValueKind != JsonValueKind.Object
            || !rule.TryGetProperty("type", out var type) || !older.TryGetProperty("type", out var oldType) || !JsonElement.DeepEquals(type, oldType)
            || !rule.TryGetProperty("config", out var config) || !older.TryGetProperty("config", out var oldConfig)
            || config.ValueKind != JsonValueKind.Object || oldConfig.ValueKind != JsonValueKind.Object) return rule;
        return ConfigJson.With(rule, "config", ConfigJson.Combine(config, static field => !IsKey(field), oldConfig, IsKey));
    }

    private static bool IsKey(JsonProperty field) => field.NameEquals("key") || field.NameEquals("username") || field.NameEquals("password");
}
