using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Packed;

/// <summary>Verifies requests whose body was packed.</summary>
internal static class PackedVerification
{
    /// <summary>
    /// Over the unpacked body, which is what HTTP calls the content; else, as some sign what goes over the wire, over what was sent. Both
    /// say the same event.
    /// </summary>
    /// <param name="verifier">Of the source.</param>
    /// <param name="unpacked">With the unpacked body.</param>
    /// <param name="sent">The body as it came.</param>
    /// <param name="now">What timestamps are held against.</param>
    /// <param name="cancellation">Ends the wait for a key.</param>
    public static async ValueTask<VerificationResult> VerifyEitherAsync(
        this IRequestVerifier verifier, IncomingRequest unpacked, ReadOnlyMemory<byte> sent, DateTimeOffset now, CancellationToken cancellation)
    {
        var result = await verifier.Verify(unpacked, now, cancellation);
        if (result.Refusal != Refusal.NoMatch) return result;
        var ofSent = await verifier.Verify(unpacked with { Body = sent }, now, cancellation);
        return ofSent.IsProven ? ofSent : result;
    }
}
