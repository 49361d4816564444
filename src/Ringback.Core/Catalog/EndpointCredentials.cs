using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Verification.Signing;

namespace Ringback.Core.Catalog;

/// <summary>What an endpoint's deliveries are signed with, and the headers they carry: kept sealed, bound to the endpoint's id.</summary>
/// <param name="Secrets">The current one first, then those of which the grace hasn't ended.</param>
/// <param name="Headers">Custom headers, which may hold credentials; null when none.</param>
internal sealed record EndpointCredentials(IReadOnlyList<KeptSecret> Secrets, IReadOnlyDictionary<string, string>? Headers)
{
    public static EndpointCredentials Open(SecretBox box, Destination destination) => Open(box, destination.Ksuid, destination.Sealed);

    public static EndpointCredentials Open(SecretBox box, Ksuid owner, byte[] @sealed) =>
        CredentialsReader.Read(box.Open(@sealed, owner.ToBytes()));

    public byte[] Seal(SecretBox box, Ksuid owner) =>
        box.Seal(JsonSerializer.SerializeToUtf8Bytes(this, CredentialsJson.Default.EndpointCredentials), owner.ToBytes());

    /// <summary>The secrets that sign at this time.</summary>
    public IReadOnlyList<EndpointSecret> SignWith(long now) =>
        [.. Secrets.Where(s => s.Until is null || s.Until > now).Select(s => Parse(s.Text))];

    /// <summary>A new secret in the place of the current one, which goes on signing for the grace.</summary>
    /// <param name="next">Signs from now on.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="graceMs">How long the one before signs beside it.</param>
    public EndpointCredentials Rotate(EndpointSecret next, long now, long graceMs)
    {
        var kept = Secrets.Where(s => s.Text != next.Text)
            .Select(s => s.Until is null ? s with { Until = now + graceMs } : s)
            .Where(s => s.Until > now);
        return this with { Secrets = [new KeptSecret(next.Text, null), .. kept] };
    }

    [JsonIgnore]
    public EndpointSecret Current => Parse(Secrets[0].Text);

    private static EndpointSecret Parse(string text) =>
        EndpointSecret.TryParse(text, out var secret, out var error) ? secret : throw new InvalidOperationException($"A stored secret can't be read: {error}.");
}

/// <param name="Text"><c>whsec_…</c> or <c>whsk_…</c>.</param>
/// <param name="Until">Unix milliseconds at which its grace ends; null for the current one.</param>
internal sealed record KeptSecret(string Text, long? Until)
{
    /// <summary>Without the secret, so that it can't slip into a log.</summary>
    public override string ToString() => "kept secret";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EndpointCredentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
