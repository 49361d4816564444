using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Crypto;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Mandrill (https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/#authenticating-webhook-requests):
/// HMAC-SHA1, base64, of the URL and the form's fields. Before a webhook is made it sends a HEAD and an empty list, whose signature has
/// another key.
/// </summary>
internal sealed class Mandrill(string secret) : IRequestVerifier
{
    private const string Field = "mandrill_events";

    private static readonly HeaderPlace Signature = new("X-Mandrill-Signature");
    private static readonly VerificationResult Answered = VerificationResult.Handshake(new ProviderAnswer(200, null, default));
    private readonly HmacKey _key = new(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(secret));

    // A message has many events: its _id is no event's.
    public static EventShape Events { get; } = new()
    {
        Id = new BodyPlace("/_id"),
        Keys = [EventKey.Bytes(new BodyPlace("/ts"))],
        KeySource = "https://mailchimp.com/developer/transactional/docs/webhooks/",
        Type = new FirstPlace(new BodyPlace("/event"), new BodyPlace("/type")),
        Items = JsonPointer.Parse(""),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys) => config.Secret("secret") is not { } secret ? null
        : new SourceProfile(type, new HandshakeVerifier(new Mandrill(secret), new Handshake(AnswerProbe, "HEAD")), Events);

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) => new(Verify(request));

    private static VerificationResult? AnswerProbe(in IncomingRequest request) => request.Method switch
    {
        "HEAD" => Answered,
        "POST" when FormBody.IsForm(request) && (request.Body.Span.SequenceEqual("mandrill_events=%5B%5D"u8) || request.Body.Span.SequenceEqual("mandrill_events=[]"u8)) => Answered,
        _ => null,
    };

    private VerificationResult Verify(in IncomingRequest request)
    {
        var status = Signature.ReadOne(request, out var header);
        if (status == PlaceStatus.Missing) return VerificationResult.Refused(Refusal.Missing, $"{Signature.Description} is missing");
        if (status == PlaceStatus.Repeated) return VerificationResult.Refused(Refusal.Repeated, $"{Signature.Description} occurs more than once");
        if (status != PlaceStatus.Found || !StrictBase64.TryDecode(header, HMACSHA1.HashSizeInBytes, out var signature))
            return VerificationResult.Refused(Refusal.Malformed, $"{Signature.Description} has the wrong format");
        // URL, name and value are signed with nothing between: another name, or one that begins in the URL, is no request of Mandrill's.
        if (!FormBody.IsForm(request) || request.FormFields is not [(Field, ['[', ..] events)])
            return VerificationResult.Refused(Refusal.Malformed, $"the body isn't a form of the one field {Field} with a list");
        if (request.Url.Contains(Field + "[", StringComparison.Ordinal)) return VerificationResult.Refused(Refusal.Malformed, $"the URL contains a list of {Field}");
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        _key.Sign(Encoding.UTF8.GetBytes(request.Url + Field + events), expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature)
            ? VerificationResult.Accepted
            : VerificationResult.Refused(Refusal.NoMatch, $"{Signature.Description} doesn't match the key, the public URL of the source and the request");
    }
}
