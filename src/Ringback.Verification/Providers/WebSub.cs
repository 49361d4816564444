using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>A subscriber of WebSub (https://www.w3.org/TR/websub/): one topic of one hub.</summary>
internal static class WebSub
{
    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        var topic = config.Text("topic");
        var mode = config.Choice("mode", "subscribe", "subscribe", "unsubscribe");
        var secret = config.OptionalSecret("secret");
        if (topic is null || config.Failed) return null;
        IRequestVerifier verifier = secret is null ? UrlTokenVerifier.Instance : new HubSignatureVerifier(Encoding.UTF8.GetBytes(secret));
        var intent = EchoTable.WebSub(mode).With(new TokenVerifier(new QueryPlace("hub.topic"), topic));
        var handshake = new Handshake((in IncomingRequest request) => Pings.WebSubDenial.Answer(request) ?? intent.Answer(request), [.. intent.Methods]);
        return new SourceProfile(type, new HandshakeVerifier(verifier, handshake), EventShape.Opaque) { IsVerified = secret is not null };
    }

    /// <summary><c>X-Hub-Signature</c>, whose prefix names the hash (https://www.w3.org/TR/websub/#authenticated-content-distribution).</summary>
    private sealed class HubSignatureVerifier(byte[] secret) : IRequestVerifier
    {
        private static readonly HeaderPlace Header = new("X-Hub-Signature");

        private readonly (string Prefix, SchemeVerifier Verifier)[] _methods =
        [
            Method("sha1=", HashAlgorithmName.SHA1, secret),
            Method("sha256=", HashAlgorithmName.SHA256, secret),
            Method("sha384=", HashAlgorithmName.SHA384, secret),
            Method("sha512=", HashAlgorithmName.SHA512, secret),
        ];

        public VerifierTraits Traits { get; } = new() { SignsBodyOnly = true };

        public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
        {
            if (Header.ReadOne(request, out var signature) == PlaceStatus.Found)
            {
                foreach (var (prefix, verifier) in _methods)
                    if (signature.StartsWith(prefix, StringComparison.Ordinal)) return verifier.Verify(request, now, cancellation);
            }
            // Tells what is wrong with the header, whatever the hash.
            return _methods[0].Verifier.Verify(request, now, cancellation);
        }

        private static (string Prefix, SchemeVerifier Verifier) Method(string prefix, HashAlgorithmName hash, byte[] secret) =>
            (prefix, new SchemeVerifier(new SignatureScheme { Signature = new HeaderPlace(Header.Name, prefix) }, new HmacKey(hash, secret)));
    }
}
