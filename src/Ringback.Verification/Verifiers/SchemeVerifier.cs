using System.Security.Cryptography;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Verifiers;

/// <summary>Verifies what a row of the table says, with one key.</summary>
internal sealed class SchemeVerifier(SignatureScheme scheme, SignatureKey key) : IRequestVerifier
{
    public VerifierTraits Traits { get; } = new() { IsCostly = key is not HmacKey, SignsBodyOnly = !scheme.Signed.HasUrl };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(Verify(request, now));

    private VerificationResult Verify(in IncomingRequest request, DateTimeOffset now)
    {
        var signatures = new List<string>(1);
        var status = scheme.Signature.Read(request, signatures);
        if (status != PlaceStatus.Found) return Refuse(status, scheme.Signature, request);

        string timestamp = "", id = "";
        if (scheme.Timestamp is { } where && (status = where.ReadOne(request, out timestamp)) != PlaceStatus.Found) return Refuse(status, where, request);
        if (scheme.Id is { } idPlace && (status = idPlace.ReadOne(request, out id)) != PlaceStatus.Found) return Refuse(status, idPlace, request);

        // The signature first: whose timestamp is a stranger's needs no better answer than that.
        if (!AnyFits(request, signatures, timestamp, id)) return VerificationResult.Refused(Refusal.NoMatch, $"no signature in {scheme.Signature.Description} matches the secret and the request");
        // In another form the bytes that were signed could have been another timestamp and another body.
        long time = 0;
        if (scheme.Timestamp is { } stamp && !TimestampForm.TryParse(timestamp, scheme.Unit, out time)) return Refuse(PlaceStatus.Malformed, stamp, request);
        if (scheme.SignsJsonOnly && !request.Body.IsEmpty && request.Body.Span[0] is not ((byte)'{' or (byte)'['))
            return VerificationResult.Refused(Refusal.Malformed, "the body isn't JSON");
        if (scheme.Signed.FindSplit(request, id) is { } split) return VerificationResult.Refused(Refusal.Malformed, $"{split} has a format that doesn't show where it ends");
        return scheme.Timestamp is null ? VerificationResult.Accepted : CheckAge(time, now);
    }

    private static VerificationResult Refuse(PlaceStatus status, ValuePlace place, in IncomingRequest request) => status switch
    {
        PlaceStatus.Missing => VerificationResult.Refused(Refusal.Missing, $"{place.MissingIn(request)} is missing"),
        PlaceStatus.Repeated => VerificationResult.Refused(Refusal.Repeated, $"{place.Description} occurs more than once"),
        _ => VerificationResult.Refused(Refusal.Malformed, $"{place.Description} has the wrong format"),
    };

    private bool AnyFits(in IncomingRequest request, List<string> signatures, string timestamp, string id)
    {
        using var content = scheme.Signed.Fill(scheme.UrlForm is { } form ? request with { Url = form(request.Url) } : request, timestamp, id);
        foreach (var text in signatures)
        {
            if (TryDecode(text, out var signature) && key.Fits(content, signature)) return true;
        }
        return false;
    }

    private bool TryDecode(string text, out byte[] signature)
    {
        signature = [];
        if (scheme.Encoding == SignatureEncoding.Base64) return StrictBase64.TryDecode(text, key.LongestSignature, out signature);
        if (text.Length == 0 || text.Length > key.LongestSignature * 2) return false;
        signature = new byte[text.Length / 2];
        return Convert.FromHexString(text, signature, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private VerificationResult CheckAge(long time, DateTimeOffset now)
    {
        // By whole seconds where the timestamp has them.
        var age = scheme.Unit == TimestampUnit.Seconds ? now.ToUnixTimeSeconds() * 1000 - time : now.ToUnixTimeMilliseconds() - time;
        var most = (long)scheme.Tolerance.TotalMilliseconds;
        if (age > most) return VerificationResult.Refused(Refusal.TooOld, $"{scheme.Timestamp!.Description} is more than {scheme.Tolerance.TotalSeconds:0} s old");
        return age < -most
            ? VerificationResult.Refused(Refusal.TooNew, $"{scheme.Timestamp!.Description} is more than {scheme.Tolerance.TotalSeconds:0} s ahead of this clock")
            : VerificationResult.Accepted;
    }
}
