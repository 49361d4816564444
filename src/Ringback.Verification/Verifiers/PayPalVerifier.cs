using System.Globalization;
using System.Text;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// PayPal (https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod): RSA with SHA-256, base64, of
/// <c>transmissionId|transmissionTime|webhookId|crc32(body)</c>, by a certificate whose URL the request names. So a checksum is all that binds the body: who caught a request on its
/// way could make another body for it. That is PayPal's scheme; TLS is what keeps a request from being caught.
/// </summary>
internal sealed class PayPalVerifier(string webhookId, PinnedCertificates certificates) : IRequestVerifier
{
    private static readonly HeaderPlace Id = new("PAYPAL-TRANSMISSION-ID");
    private static readonly HeaderPlace Time = new("PAYPAL-TRANSMISSION-TIME");
    private static readonly HeaderPlace Signature = new("PAYPAL-TRANSMISSION-SIG");
    private static readonly HeaderPlace CertificateUrl = new("PAYPAL-CERT-URL");
    private static readonly HeaderPlace Algorithm = new("PAYPAL-AUTH-ALGO");
    private static readonly HeaderPlace[] Places = [Id, Time, Signature, CertificateUrl, Algorithm];

    public VerifierTraits Traits { get; } = new() { IsCostly = true };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var values = new string[Places.Length];
        for (var i = 0; i < Places.Length; i++)
        {
            switch (Places[i].ReadOne(request, out values[i]))
            {
                case PlaceStatus.Found:
                    continue;
                case PlaceStatus.Missing:
                    return Refuse(Refusal.Missing, $"{Places[i].Description} is missing");
                case PlaceStatus.Repeated:
                    return Refuse(Refusal.Repeated, $"{Places[i].Description} occurs more than once");
                default:
                    return Refuse(Refusal.Malformed, $"{Places[i].Description} has the wrong format");
            }
        }
        if (!values[4].Equals("SHA256withRSA", StringComparison.OrdinalIgnoreCase)) return Refuse(Refusal.Malformed, $"{Algorithm.Description} isn't SHA256withRSA");
        if (!StrictBase64.TryDecode(values[2], maxBytes: 1024, out var signature)) return Refuse(Refusal.Malformed, $"{Signature.Description} has the wrong format");
        if (!certificates.IsPinned(values[3], out var url)) return Refuse(Refusal.Certificate, $"{CertificateUrl.Description} isn't on a trusted host");

        var crc = Crc32.Compute(request.Body.Span).ToString(CultureInfo.InvariantCulture);
        return Verify(Encoding.UTF8.GetBytes($"{values[0]}|{values[1]}|{webhookId}|{crc}"), signature, certificates.KeyAt(url, now, cancellation));
    }

    private static ValueTask<VerificationResult> Refuse(Refusal refusal, string reason) => new(VerificationResult.Refused(refusal, reason));

    private static async ValueTask<VerificationResult> Verify(byte[] content, byte[] signature, ValueTask<CertificateKey> fetching)
    {
        var found = await fetching;
        if (found.IsUnavailable) return VerificationResult.Refused(Refusal.Unavailable, $"the certificate that {CertificateUrl.Description} names can't be fetched now");
        if (found.Key is not { } key) return VerificationResult.Refused(Refusal.Certificate, $"the certificate that {CertificateUrl.Description} names isn't trusted");
        return key.Fits(new SignedBytes(content, content.Length, pooled: false), signature)
            ? VerificationResult.Accepted
            : VerificationResult.Refused(Refusal.NoMatch, $"{Signature.Description} doesn't match the webhook id, the certificate and the request");
    }
}
