using Ringback.Verification.Handshakes;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Handshakes;

/// <summary>A signed handshake is answered only after the verifier has accepted the request, however long that takes.</summary>
public sealed class HandshakeVerifierTests
{
    private static readonly VerificationResult Answered = VerificationResult.Handshake(new ProviderAnswer(200, null, default));
    private static readonly VerificationResult Forged = VerificationResult.Refused(Refusal.NoMatch, "the signature doesn't match");

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public async Task A_signed_handshake_waits_for_the_verifier(bool isVerified, bool isHandshake, bool isAnswered)
    {
        foreach (var isLate in (bool[])[false, true])
        {
            var verdict = new TaskCompletionSource<VerificationResult>();
            var handshake = new Handshake((in IncomingRequest _) => isHandshake ? Answered : null);
            var verified = isVerified ? VerificationResult.Accepted : Forged;
            if (!isLate) verdict.SetResult(verified);
            var result = new HandshakeVerifier(new Waiting(verdict.Task), signed: handshake).Verify(Sources.Post("{}"), Sources.Now, TestContext.Current.CancellationToken);
            result.IsCompleted.ShouldBe(!isLate);
            if (isLate) verdict.SetResult(verified);
            (await result).ShouldBe(isAnswered ? Answered : verified);
        }
    }

    private sealed class Waiting(Task<VerificationResult> verdict) : IRequestVerifier
    {
        public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) => new(verdict);
    }
}
