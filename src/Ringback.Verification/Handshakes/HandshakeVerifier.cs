using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>Answers handshakes: those that come unsigned before, those that are signed like events after verifying.</summary>
internal sealed class HandshakeVerifier(IRequestVerifier inner, Handshake? unsigned = null, Handshake? signed = null) : IRequestVerifier
{
    public VerifierTraits Traits { get; } = inner.Traits with
    {
        HandshakeMethods = [.. inner.Traits.HandshakeMethods, .. unsigned?.Methods ?? [], .. signed?.Methods ?? []],
    };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        if (unsigned?.Answer(request) is { } answered) return new(answered.Unproven());
        var result = inner.Verify(request, now, cancellation);
        if (signed is null) return result;
        return result.IsCompletedSuccessfully ? new(Signed(result.Result, request)) : WaitAsync(result, request);
    }

    private VerificationResult Signed(in VerificationResult result, in IncomingRequest request) =>
        result.IsAccepted && signed!.Answer(request) is { } answer ? answer : result;

    private async ValueTask<VerificationResult> WaitAsync(ValueTask<VerificationResult> verifying, IncomingRequest request) => Signed(await verifying, request);
}
