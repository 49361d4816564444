using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Profiles;
using Ringback.Server.Node;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>Keeps a secret that a provider offered as its source's own, sealed like every other: once, and only where there was none.</summary>
internal static class SourcePairing
{
    private const string Field = "secret";

    /// <returns>Whether the source has this secret now; false when it was given another one meanwhile, or is gone.</returns>
    public static async ValueTask<bool> KeepAsync(RingbackNode node, Source source, string secret)
    {
        var kept = false;
        await node.CatalogStore.ChangeAsync(null, draft =>
        {
            kept = false;
            if (draft.Catalog.Source(source.ApplicationId) is not { } now || now.Type != source.Type || draft.Catalog.Application(source.ApplicationId) is not { } application) return null;
            var credentials = SourceCredentials.Open(node.Box, application.Ksuid, now.Sealed);
            if (SecretOf(credentials.Config) is { } other)
            {
                // The same offer, twice at a time.
                kept = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(other), Encoding.UTF8.GetBytes(secret));
                return null;
            }
            var paired = credentials with { Config = With(credentials.Config, secret) };
            draft.Put(now with { Sealed = paired.Seal(node.Box, application.Ksuid), UpdatedAt = node.Clock.GetUtcNow().ToUnixTimeMilliseconds() });
            kept = true;
            return null;
        });
        return kept;
    }

    private static string? SecretOf(JsonElement? config) =>
        config is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(Field, out var secret) && secret.ValueKind != JsonValueKind.Null ? secret.ToString() : null;

    private static JsonElement With(JsonElement? config, string secret)
    {
        using var text = JsonDocument.Parse($"\"{JsonEncodedText.Encode(secret)}\"");
        using var empty = JsonDocument.Parse("{}");
        return ConfigJson.With(config is { ValueKind: JsonValueKind.Object } given ? given : empty.RootElement, Field, text.RootElement);
    }
}
