using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>Asana (https://developers.asana.com/docs/webhooks-guide#security): HMAC-SHA256 of the body, with the secret that it offered.</summary>
internal static class Asana
{
    // An event without a time of its own may be like another one. A request without events is a heartbeat.
    public static EventShape Events { get; } = new()
    {
        Keys = [EventKey.Bytes(new BodyPlace("/created_at"))],
        KeySource = "https://developers.asana.com/docs/webhooks-guide#event-schema",
        Type = new JoinedPlace(new BodyPlace("/resource/resource_type"), new BodyPlace("/action")),
        Items = JsonPointer.Parse("/events"),
    };

    private static readonly SignatureScheme Scheme = new() { Signature = new HeaderPlace("X-Hook-Signature") };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        var secret = config.OptionalSecret("secret");
        if (config.Failed) return null;
        IRequestVerifier verifier = secret is null ? UnpairedVerifier.Instance : new SchemeVerifier(Scheme, new HmacKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret)));
        return new SourceProfile(type, new HandshakeVerifier(verifier, new SecretOffer(secret).Handshake), Events) { IsVerified = secret is not null };
    }
}
