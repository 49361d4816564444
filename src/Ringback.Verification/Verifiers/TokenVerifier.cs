using System.Security.Cryptography;
using System.Text;

namespace Ringback.Verification.Verifiers;

/// <summary>A secret sent as it is: a token in a header, an API key, a password. Compared in constant time.</summary>
internal sealed class TokenVerifier(ValuePlace place, string secret) : IRequestVerifier
{
    // Of equal length whatever was sent, so that not even the secret's length shows in the time it takes.
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public VerifierTraits Traits { get; } = new() { SecretHeaders = [.. HeadersOf(place)] };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(place.ReadOne(request, out var value) switch
        {
            PlaceStatus.Found when Fits(value) => VerificationResult.Accepted,
            PlaceStatus.Found => VerificationResult.Refused(Refusal.NoMatch, $"{place.Description} isn't the secret"),
            PlaceStatus.Missing => VerificationResult.Refused(Refusal.Missing, $"{place.Description} is missing"),
            PlaceStatus.Repeated => VerificationResult.Refused(Refusal.Repeated, $"{place.Description} occurs more than once"),
            _ => VerificationResult.Refused(Refusal.Malformed, $"{place.Description} has the wrong format"),
        });

    public bool Fits(string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    private static IEnumerable<string> HeadersOf(ValuePlace place) => place switch
    {
        HeaderPlace header => [header.Name],
        FirstPlace several => several.Places.SelectMany(HeadersOf),
        _ => [],
    };
}
