namespace Ringback.Verification.Verifiers;

/// <summary>Proves who sent a request, over its raw bytes. Safe for many threads at once.</summary>
internal interface IRequestVerifier
{
    VerifierTraits Traits => VerifierTraits.None;

    /// <summary>
    /// Never throws for what a sender sent. Completes at once, except where a key or a certificate must be fetched first
    /// (<see cref="PayPalVerifier"/>).
    /// </summary>
    ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default);
}
