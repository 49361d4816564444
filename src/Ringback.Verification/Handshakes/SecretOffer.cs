using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>
/// Asana's handshake: <c>X-Hook-Secret</c> brings the secret that will sign its events, and is given back
/// (https://developers.asana.com/docs/webhooks-guide#the-webhook-handshake). It comes unsigned: a source that has a secret keeps it,
/// whoever offers another one.
/// </summary>
/// <param name="secret">The source's; null when it has none yet.</param>
internal sealed class SecretOffer(string? secret)
{
    private const int ShortestSecret = 16;
    private const int LongestSecret = 512;
    private static readonly HeaderPlace Offer = new("X-Hook-Secret");
    private readonly byte[]? _hash = secret is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public Handshake Handshake => new(Answer);

    private VerificationResult? Answer(in IncomingRequest request)
    {
        if (request.Headers.Count(Offer.Name) == 0) return null;
        if (request.Method != "POST" || Offer.ReadOne(request, out var offered) != PlaceStatus.Found || !IsSecret(offered))
            return VerificationResult.Refused(Refusal.Malformed, $"{Offer.Description} has the wrong format");
        var answer = new ProviderAnswer(200, null, default) { Headers = [(Offer.Name, offered)] };
        if (_hash is null) return VerificationResult.Pairing(answer, offered);
        return CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(offered)))
            ? VerificationResult.Handshake(answer)
            : VerificationResult.Refused(Refusal.NoMatch, $"{Offer.Description} isn't the secret that the source already has");
    }

    private static bool IsSecret(string text) =>
        text.Length is >= ShortestSecret and <= LongestSecret && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or '+' or '/');
}

/// <summary>Of a source that waits for its secret: nothing is proven before it has one.</summary>
internal sealed class UnpairedVerifier : IRequestVerifier
{
    public static readonly UnpairedVerifier Instance = new();

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(VerificationResult.Refused(Refusal.Missing, "the source has no secret yet; its provider sends one when the webhook is created"));
}
