using System.Text.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// A secret may be a list: of a provider whose endpoints have one each and share an ingest URL. Each is a configuration of its own that
/// differs in the secret only.
/// </summary>
internal static class SeveralSecrets
{
    public const int Most = 5;

    private static readonly string[] Fields = ["secret", "signingSecret", "publicKey"];

    /// <summary>One configuration for each secret. Null, with an error, for a list that isn't one of secrets.</summary>
    public static IReadOnlyList<JsonElement?>? Expand(JsonElement? config, List<ConfigError> errors)
    {
        if (config is not { ValueKind: JsonValueKind.Object } given) return [config];
        var lists = given.EnumerateObject().Where(static field => IsName(field) && field.Value.ValueKind == JsonValueKind.Array).ToArray();
        if (lists.Length == 0) return [config];
        if (lists.Length > 1)
        {
            errors.Add(new ConfigError([lists[1].Name], "is a second list of secrets; set one of them"));
            return null;
        }
        var (name, list) = (lists[0].Name, lists[0].Value);
        if (list.GetArrayLength() is 0 or > Most || list.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
        {
            errors.Add(new ConfigError([name], $"must be text, or a list of 1 to {Most} texts"));
            return null;
        }
        return [.. list.EnumerateArray().Select(secret => (JsonElement?)ConfigJson.With(given, name, secret))];
    }

    private static bool IsName(JsonProperty field) => ConfigReader.TryName(field, out var name) && Fields.Contains(name);
}
