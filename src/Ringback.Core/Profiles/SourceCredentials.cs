using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Profiles;

/// <summary>What of a source is secret: its ingest tokens and its provider's configuration. Kept sealed, bound to the source's id.</summary>
/// <param name="Tokens">The current one first, then those of which the grace hasn't ended.</param>
/// <param name="Config">As the API took it; null when the type needs none.</param>
/// <param name="Retiring">Configurations whose secrets are good until their grace ends.</param>
/// <param name="PollHeaders">By rule, the headers with which the provider is asked; null when no rule has any.</param>
internal sealed record SourceCredentials(
    IReadOnlyList<KeptToken> Tokens, JsonElement? Config, IReadOnlyList<KeptConfig> Retiring,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? PollHeaders = null)
{
    /// <summary>Public names of the tokens, for <see cref="Source.Tokens"/>.</summary>
    public IReadOnlyList<SourceToken> TokenHashes => [.. Tokens.Select(token => new SourceToken(SourceToken.HashOf(token.Text), token.Until))];

    public SourceSecrets Secrets =>
        new(Config, [.. Retiring.Select(old => new RetiringConfig(old.Config, DateTimeOffset.FromUnixTimeMilliseconds(old.Until)))]);

    /// <exception cref="SecretBoxException">Sealed with another key, damaged, or of another source.</exception>
    public static SourceCredentials Open(SecretBox box, Ksuid source, byte[] @sealed) =>
        JsonSerializer.Deserialize(box.Open(@sealed, source.ToBytes()), SourceCredentialsJson.Default.SourceCredentials)!;

    public byte[] Seal(SecretBox box, Ksuid source) =>
        box.Seal(JsonSerializer.SerializeToUtf8Bytes(this, SourceCredentialsJson.Default.SourceCredentials), source.ToBytes());

    /// <summary>A new token in the place of the current one, which goes on being good for the grace.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public SourceCredentials RotateToken(string next, long now, long graceMs) => this with
    {
        Tokens = [new KeptToken(next, null), .. Tokens.Select(t => t.Until is null ? t with { Until = now + graceMs } : t).Where(t => t.Until > now)],
    };

    /// <summary>A new configuration in the place of the current one, whose secrets go on being good for the grace.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public SourceCredentials RotateConfig(JsonElement? next, long now, long graceMs) => this with
    {
        Config = next,
        Retiring =
        [
            .. new[] { new KeptConfig(Config, now + graceMs) }.Concat(Retiring)
                .Where(old => old.Until > now).OrderByDescending(old => old.Until).Take(SourceTypes.MostRetiring),
        ],
    };
}

/// <param name="Text">What stands in the ingest URL.</param>
/// <param name="Until">Unix milliseconds at which its grace ends; null for the current one.</param>
internal sealed record KeptToken(string Text, long? Until)
{
    /// <summary>Without the token, so that it can't slip into a log.</summary>
    public override string ToString() => "kept token";
}

/// <param name="Config">As the API took it.</param>
/// <param name="Until">Unix milliseconds at which its grace ends.</param>
internal sealed record KeptConfig(JsonElement? Config, long Until)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => "kept configuration";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SourceCredentials))]
internal sealed partial class SourceCredentialsJson : JsonSerializerContext;
