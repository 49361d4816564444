namespace Ringback.Core.Receive.Verify;

/// <summary>What a handshake is answered with, or why not; null for a request that is none.</summary>
internal delegate Verification? Handshake(in IncomingRequest request);

/// <summary>Answers handshakes: those that come unsigned before, those that are signed like events after verifying.</summary>
internal sealed class HandshakeVerifier(IRequestVerifier inner, Handshake? unsigned = null, Handshake? signed = null) : IRequestVerifier
{
    public VerifierTraits Traits => inner.Traits with { AnswersGet = inner.Traits.AnswersGet || unsigned is not null };

    public ValueTask<Verification> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        if (unsigned?.Invoke(request) is { } answered) return new(answered.Unproven());
        var result = inner.Verify(request, now, cancellation);
        if (signed is null) return result;
        if (!result.IsCompletedSuccessfully) throw new InvalidOperationException("No provider has both handshakes and certificates to fetch.");
        return result.Result.IsAccepted && signed(request) is { } answer ? new(answer) : result;
    }
}
