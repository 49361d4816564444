using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Braintree (https://developer.paypal.com/braintree/docs/guides/webhooks/parse), as its libraries verify: a form with
/// <c>bt_payload</c>, XML in base64, and <c>bt_signature</c>, pairs of a public key and an HMAC-SHA1 in hex, whose key is the SHA-1 of the
/// private key. Its challenge is signed with the same key for anyone who asks: so it is 20 to 32 hex digits, and no payload is.
/// </summary>
internal sealed class Braintree(string publicKey, string privateKey) : IRequestVerifier
{
    private const int MostPairs = 16;
    private static readonly QueryPlace Challenge = new("bt_challenge");
    private static readonly FormPlace Signature = new("bt_signature");
    private static readonly FormPlace Payload = new("bt_payload");

    // SHA-1 as Braintree makes keys: not as a signature.
#pragma warning disable CA5350
    private readonly HmacKey _key = new(HashAlgorithmName.SHA1, SHA1.HashData(Encoding.UTF8.GetBytes(privateKey)));
#pragma warning restore CA5350

    // The time of the notification stands in the payload.
    public static EventShape Events { get; } = new()
    {
        Keys = [EventKey.Bytes(Payload)],
        KeySource = "https://developer.paypal.com/braintree/docs/guides/webhooks/parse",
        Type = new XmlInFormPlace(Payload, "kind"),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("publicKey");
        var publicKey = config.Text("publicKey");
        var privateKey = config.Secret("privateKey");
        if (publicKey is null || privateKey is null || config.Failed) return null;
        var verifier = new Braintree(publicKey, privateKey);
        return new SourceProfile(type, new HandshakeVerifier(verifier, new Handshake(verifier.AnswerChallenge, "GET")), Events);
    }

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) => new(Verify(request));

    private static bool IsChallenge(string text) => text.Length is >= 20 and <= 32 && text.All(static c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private VerificationResult? AnswerChallenge(in IncomingRequest request)
    {
        if (request.Method != "GET") return null;
        if (Challenge.ReadOne(request, out var challenge) != PlaceStatus.Found || !IsChallenge(challenge)) return VerificationResult.Refused(Refusal.Malformed, $"{Challenge.Description} has the wrong format");
        return VerificationResult.Handshake(new ProviderAnswer(200, ProviderAnswer.Text, Encoding.UTF8.GetBytes($"{publicKey}|{Convert.ToHexStringLower(Sign(challenge))}")));
    }

    private byte[] Sign(string text)
    {
        var mac = new byte[HMACSHA1.HashSizeInBytes];
        _key.Sign(Encoding.UTF8.GetBytes(text), mac);
        return mac;
    }

    private VerificationResult Verify(in IncomingRequest request)
    {
        if (!FormBody.IsForm(request)) return VerificationResult.Refused(Refusal.Malformed, "the body isn't a form");
        // The payload is signed, not the form: a field that is there twice could be read one way here and another way later.
        if (request.FormFields is not { } fields) return VerificationResult.Refused(Refusal.Malformed, "the body isn't a form");
        foreach (var place in (FormPlace[])[Signature, Payload])
        {
            if (fields.Count(field => field.Name == place.Name) > 1) return VerificationResult.Refused(Refusal.Repeated, $"{place.Description} occurs more than once");
            if (place.ReadOne(request, out _) != PlaceStatus.Found) return VerificationResult.Refused(Refusal.Missing, $"{place.Description} is missing");
        }
        _ = Signature.ReadOne(request, out var pairs);
        _ = Payload.ReadOne(request, out var payload);
        if (IsChallenge(payload) || payload.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('+' or '=' or '/' or '\n')))
            return VerificationResult.Refused(Refusal.Malformed, $"{Payload.Description} has the wrong format");
        // With or without the line's end that the base64 ends with: its libraries take both.
        var (mine, other) = (Sign(payload), Sign(payload + "\n"));
        foreach (var pair in pairs.Split('&').Take(MostPairs))
        {
            var parts = pair.Split('|');
            if (parts.Length != 2 || parts[0] != publicKey) continue;
            var given = new byte[parts[1].Length / 2];
            if (Convert.FromHexString(parts[1], given, out _, out _) != System.Buffers.OperationStatus.Done) continue;
            if (CryptographicOperations.FixedTimeEquals(mine, given) | CryptographicOperations.FixedTimeEquals(other, given)) return VerificationResult.Accepted;
        }
        return VerificationResult.Refused(Refusal.NoMatch, $"no signature in {Signature.Description} matches the keys and the request");
    }

    /// <summary>A child of the root of XML, in base64 in a form's field.</summary>
    private sealed record XmlInFormPlace(FormPlace Field, string Name) : ValuePlace
    {
        public override bool IsInBody => true;

        private const int LongestXml = 1024 * 1024;

        public override string Description => $"{Name} in {Field.Description}";

        public override PlaceStatus Read(in IncomingRequest request, List<string> values)
        {
            var status = Field.ReadOne(request, out var text);
            if (status != PlaceStatus.Found) return status;
            var xml = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, xml, out var length)) return PlaceStatus.Malformed;
            try
            {
                using var reader = XmlReader.Create(new MemoryStream(xml, 0, length), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestXml });
                while (reader.Read())
                {
                    if (reader.Depth != 1 || reader.NodeType != XmlNodeType.Element || reader.Name != Name) continue;
                    if (reader.ReadElementContentAsString() is not { Length: > 0 } value) return PlaceStatus.Missing;
                    values.Add(value);
                    return PlaceStatus.Found;
                }
                return PlaceStatus.Missing;
            }
            catch (XmlException)
            {
                return PlaceStatus.Malformed;
            }
        }
    }
}
