using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Verification.Crypto;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Cli.Sources;

/// <summary>
/// Secrets that nobody has, for a source whose provider gives its own only once it was told the ingest URL: until then nothing is taken.
/// </summary>
internal static class PlaceholderConfig
{
    private const int KeySize = 32;

    /// <value>They check configurations, and verify nothing.</value>
    public static readonly SourceTypes Types = new(NoKeys.Instance);

    /// <param name="guide">Of the source's type.</param>
    /// <returns>Null when a source of that type can't be without what only its owner knows.</returns>
    public static JsonObject? For(ProviderGuide guide)
    {
        if (guide.Fields.Count == 0) return IsRight(guide.Type, []) ? [] : null;
        var config = new JsonObject();
        foreach (var field in guide.Fields) config[field.Name] = NewSecret();
        foreach (var candidate in Candidates())
        {
            config[guide.Fields[0].Name] = candidate;
            if (IsRight(guide.Type, config)) return config;
        }
        return null;
    }

    /// <summary>32 random bytes in hex.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeySize));

    private static IEnumerable<string> Candidates()
    {
        yield return NewSecret();
        yield return "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize));
        yield return Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize));
        var ed25519 = Ed25519.DerivePublicKey(RandomNumberGenerator.GetBytes(Ed25519.SeedSize));
        yield return Convert.ToHexStringLower(ed25519);
        yield return Convert.ToBase64String(ed25519);
        using var point = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return point.ExportSubjectPublicKeyInfoPem();
        using var rsa = RSA.Create(2048);
        yield return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static bool IsRight(string type, JsonObject config) =>
        Types.TryBuild(type, JsonSerializer.SerializeToElement(config), out _, out _);

    /// <summary>Nothing is verified here, so no key is asked for.</summary>
    private sealed class NoKeys : IKeyHost
    {
        public static readonly NoKeys Instance = new();

        public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation) => new((KeyAnswer?)null);
    }
}
