using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Verification.Crypto;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Amazon SNS (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html): RSA over fields of the body, with a
/// certificate from SNS's own hosts. Everybody can have a topic that SNS signs for, so the topic must be the source's. A subscription is
/// confirmed by visiting the URL in its request, once that is verified and if the URL is SNS's, too.
/// </summary>
internal sealed class AmazonSns(string topic, string version, TimeSpan tolerance, IKeyHost host) : IRequestVerifier
{
    private const string Confirmation = "SubscriptionConfirmation";
    private const int LongestSignature = 1024;
    private const int LongestUrl = 2048;

    // Fields are signed, not bytes: a name that is there twice could be read one way here and another way later.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = JsonLimits.MaxDepth };

    // Retries go on for an hour, with the timestamp of the first try.
    private static readonly TimeSpan UsualTolerance = TimeSpan.FromMinutes(65);
    private static readonly string[] Notification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfSubscriptions = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    private readonly PinnedCertificates _certificates = new(host, IsCertificate, IsName, roots: null, trustsHost: true);

    public static EventShape Events { get; } = new()
    {
        Id = new BodyPlace("/MessageId"),
        KeySource = "https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html",
        Type = new BodyPlace("/Type"),
    };

    public VerifierTraits Traits { get; } = new() { IsCostly = true };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("topicArn");
        var topic = config.Text("topicArn");
        var version = config.Choice("signatureVersion", "any", "any", "1", "2");
        var tolerance = config.OptionalWhole("toleranceSeconds", 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualTolerance;
        return topic is null || config.Failed ? null : new SourceProfile(type, new AmazonSns(topic, version, tolerance, keys), Events);
    }

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        if (!IsUnambiguous(request.Json)) return Refuse(Refusal.Malformed, "the body isn't JSON, or a name occurs twice in it");
        var json = request.Json.Span;
        if (Text(json, "Type") is not { } type) return Refuse(Refusal.Missing, "/Type in the body is missing");
        if (Text(json, "Signature") is not { } signature) return Refuse(Refusal.Missing, "/Signature in the body is missing");
        if (!StrictBase64.TryDecode(signature, LongestSignature, out var signed)) return Refuse(Refusal.Malformed, "/Signature in the body has the wrong format");
        HashAlgorithmName? hash = Text(json, "SignatureVersion") switch
        {
            "1" when version != "2" => HashAlgorithmName.SHA1,
            "2" when version != "1" => HashAlgorithmName.SHA256,
            _ => null,
        };
        if (hash is not { } algorithm) return Refuse(Refusal.Malformed, "/SignatureVersion in the body isn't one that the source accepts");
        if (Content(json, type) is not { } content) return Refuse(Refusal.Malformed, "the body doesn't have all signed fields with the right format");
        if (Text(json, "TopicArn") != topic) return Refuse(Refusal.NoMatch, "/TopicArn in the body isn't the source's");
        if (!TimestampForm.TryParse(Text(json, "Timestamp") ?? "", TimestampUnit.Rfc3339, out var time)) return Refuse(Refusal.Malformed, "/Timestamp in the body has the wrong format");
        if (!_certificates.IsPinned(Text(json, "SigningCertURL"), out var certificate)) return Refuse(Refusal.Certificate, "/SigningCertURL in the body isn't the URL of a certificate of SNS");
        Uri? subscribe = null;
        if (type == Confirmation && !TrySubscribeUrl(Text(json, "SubscribeURL"), out subscribe)) return Refuse(Refusal.Malformed, "/SubscribeURL in the body isn't a URL of SNS");
        return VerifyAsync(content, signed, algorithm, certificate, subscribe, now.ToUnixTimeMilliseconds() - time, now, cancellation);
    }

    private static ValueTask<VerificationResult> Refuse(Refusal refusal, string reason) => new(VerificationResult.Refused(refusal, reason));

    private static bool IsUnambiguous(ReadOnlyMemory<byte> json)
    {
        try
        {
            JsonDocument.Parse(json, Strict).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(ReadOnlySpan<byte> json, string name) => JsonPointer.Parse("/" + name).ReadText(json);

    /// <summary>
    /// What is signed: names and values, a line each. Null when one is missing, or has a line's end in it, which could make another
    /// message of the same lines; the message itself stands first, and may.
    /// </summary>
    private static byte[]? Content(ReadOnlySpan<byte> json, string type)
    {
        var text = new StringBuilder();
        foreach (var name in type == "Notification" ? Notification : OfSubscriptions)
        {
            var value = Text(json, name);
            if (value is null && name == "Subject") continue;
            if (value is null || (name != "Message" && value.Contains('\n', StringComparison.Ordinal))) return null;
            text.Append(name).Append('\n').Append(value).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary><c>sns.eu-west-1.amazonaws.com</c>, in China with <c>.cn</c> behind it.</summary>
    private static bool IsHost(Uri url)
    {
        if (url is not { Scheme: "https", IsDefaultPort: true, UserInfo.Length: 0, Fragment.Length: 0 }) return false;
        return url.IdnHost.Split('.') is ["sns", { Length: >= 3 } region, "amazonaws", "com", .. var china] && (china is [] or ["cn"])
            && region.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
    }

    private static bool IsCertificate(Uri url) =>
        IsHost(url) && url.Query.Length == 0 && url.AbsolutePath.StartsWith("/SimpleNotificationService-", StringComparison.Ordinal)
        && url.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) && url.AbsolutePath.LastIndexOf('/') == 0;

    private static bool IsName(string subject) => subject.StartsWith("sns.", StringComparison.Ordinal)
        && (subject.EndsWith(".amazonaws.com", StringComparison.Ordinal) || subject.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal));

    private static bool TrySubscribeUrl(string? text, out Uri? url)
    {
        url = null;
        if (text is null || text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var parsed) || !IsHost(parsed) || parsed.AbsolutePath != "/") return false;
        if (!parsed.Query.TrimStart('?').Split('&').Contains("Action=ConfirmSubscription", StringComparer.Ordinal)) return false;
        url = parsed;
        return true;
    }

    private async ValueTask<VerificationResult> VerifyAsync(
        byte[] content, byte[] signature, HashAlgorithmName hash, Uri certificate, Uri? subscribe, long age, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = await _certificates.KeyAt(certificate, now, cancellation);
        if (found.IsUnavailable) return VerificationResult.Refused(Refusal.Unavailable, "the certificate that /SigningCertURL in the body names can't be fetched now");
        if (found.Key is not { } key) return VerificationResult.Refused(Refusal.Certificate, "the certificate that /SigningCertURL in the body names isn't trusted");
        if (!key.Fits(new SignedBytes(content, content.Length, pooled: false), signature, hash))
            return VerificationResult.Refused(Refusal.NoMatch, "/Signature in the body doesn't match the certificate and the request");
        if (age > tolerance.TotalMilliseconds) return VerificationResult.Refused(Refusal.TooOld, $"/Timestamp in the body is more than {tolerance.TotalSeconds:0} s old");
        if (age < -tolerance.TotalMilliseconds) return VerificationResult.Refused(Refusal.TooNew, $"/Timestamp in the body is more than {tolerance.TotalSeconds:0} s ahead of this clock");
        if (subscribe is null) return VerificationResult.Accepted;
        return await host.Ask(new KeyQuestion(subscribe), cancellation) is null
            ? VerificationResult.Refused(Refusal.Unavailable, "the subscription can't be confirmed now: its SubscribeURL doesn't answer")
            : VerificationResult.Handshake(new ProviderAnswer(200, null, default));
    }
}
