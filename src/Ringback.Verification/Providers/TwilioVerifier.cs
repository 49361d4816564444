using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Crypto;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Twilio (https://www.twilio.com/docs/usage/webhooks/webhooks-security): HMAC-SHA1, base64, of the URL and after it the
/// form's fields, sorted by name, names and values without anything between. Of another body the URL has a
/// <c>bodySHA256</c>, and no fields are signed. It isn't certain whether the URL is signed with its port; as in Twilio's
/// own libraries, both are taken, and of a field with several values each once, sorted.
/// </summary>
internal sealed class TwilioVerifier(string authToken) : IRequestVerifier
{
    private static readonly HeaderPlace Signature = new("X-Twilio-Signature");
    private static readonly QueryPlace BodyHash = new("bodySHA256");
    private readonly HmacKey _key = new(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(authToken));

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(Verify(request));

    private static (string With, string Without) PortForms(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return (url, url);
        var start = scheme + 3;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        end = end < 0 ? url.Length : start + end;
        var authority = url[start..end];
        // After the bracket of an IPv6 address and after any user.
        var host = authority.LastIndexOfAny([']', '@']) + 1;
        var colon = authority.IndexOf(':', host);
        var bare = colon < 0 ? authority : authority[..colon];
        var port = colon >= 0 ? authority[colon..] : url.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        return (string.Concat(url.AsSpan(0, start), bare, port, url.AsSpan(end)), string.Concat(url.AsSpan(0, start), bare, url.AsSpan(end)));
    }

    private VerificationResult Verify(in IncomingRequest request)
    {
        var status = Signature.ReadOne(request, out var header);
        if (status == PlaceStatus.Missing) return VerificationResult.Refused(Refusal.Missing, $"{Signature.Description} is missing");
        if (status == PlaceStatus.Repeated) return VerificationResult.Refused(Refusal.Repeated, $"{Signature.Description} occurs more than once");
        if (status != PlaceStatus.Found || !StrictBase64.TryDecode(header, HMACSHA1.HashSizeInBytes, out var signature))
            return VerificationResult.Refused(Refusal.Malformed, $"{Signature.Description} has the wrong format");

        string? fields = null;
        status = BodyHash.ReadOne(request, out var bodyHash);
        if (status == PlaceStatus.Found)
        {
            if (!IsHashOf(bodyHash, request.Body.Span)) return VerificationResult.Refused(Refusal.NoMatch, "bodySHA256 in the query isn't the body's");
        }
        else if (status != PlaceStatus.Missing)
        {
            return VerificationResult.Refused(Refusal.Repeated, "bodySHA256 in the query occurs more than once");
        }
        else if (FormBody.IsForm(request))
        {
            if (request.FormFields is not { } pairs) return VerificationResult.Refused(Refusal.Malformed, "the body isn't a form");
            if (TwilioFields.Problem(request.Url, pairs) is { } problem) return VerificationResult.Refused(Refusal.Malformed, problem);
            fields = SignedForm.Serialize(pairs);
        }
        else if (!request.Body.IsEmpty)
        {
            // Else anyone could change a body that nothing speaks for.
            return VerificationResult.Refused(Refusal.Missing, "bodySHA256 in the query is missing, and the body isn't a form");
        }

        var (with, without) = PortForms(request.Url);
        return Fits(without + fields, signature) || Fits(with + fields, signature)
            ? VerificationResult.Accepted
            : VerificationResult.Refused(Refusal.NoMatch, $"{Signature.Description} doesn't match the auth token, the public URL of the source and the request");
    }

    private static bool IsHashOf(string hex, ReadOnlySpan<byte> body)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, actual);
        return hex.Length == given.Length * 2
            && Convert.FromHexString(hex, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, actual);
    }

    private bool Fits(string content, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        _key.Sign(Encoding.UTF8.GetBytes(content), expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
