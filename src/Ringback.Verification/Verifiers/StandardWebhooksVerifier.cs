using Ringback.Verification.Signing;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// Standard Webhooks 1.0 (v1 and v1a), under the headers <c>webhook-…</c>, or <c>svix-…</c> where one of them is there
/// (https://docs.svix.com/receiving/verifying-payloads/how-manual): the same scheme, older names.
/// </summary>
internal sealed class StandardWebhooksVerifier(VerificationKey key, TimeSpan? tolerance = null) : IRequestVerifier
{
    private readonly TimeSpan _tolerance = tolerance ?? SignatureVerifier.Tolerance;
    private static readonly ValuePlace[] Standard = [new HeaderPlace("webhook-id"), new HeaderPlace("webhook-timestamp"), new HeaderPlace("webhook-signature")];
    private static readonly ValuePlace[] Svix = [new HeaderPlace("svix-id"), new HeaderPlace("svix-timestamp"), new HeaderPlace("svix-signature")];

    public VerifierTraits Traits { get; } = new() { IsCostly = key.Kind != SecretKind.Symmetric, SignsBodyOnly = true };

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(Verify(request, now));

    private VerificationResult Verify(in IncomingRequest request, DateTimeOffset now)
    {
        var places = request.Headers.Count("svix-id") > 0 ? Svix : Standard;
        var values = new string[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var status = places[i].ReadOne(request, out values[i]);
            if (status == PlaceStatus.Missing) return VerificationResult.Refused(Refusal.Missing, $"{places[i].Description} is missing");
            if (status == PlaceStatus.Repeated) return VerificationResult.Refused(Refusal.Repeated, $"{places[i].Description} occurs more than once");
            if (status != PlaceStatus.Found) return VerificationResult.Refused(Refusal.Malformed, $"{places[i].Description} has the wrong format");
        }
        // .NET reads numbers past NULs at their end.
        if (values[1].Contains('\0')) return VerificationResult.Refused(Refusal.Malformed, $"{places[1].Description} has the wrong format");
        var verifier = new SignatureVerifier([key], new StoppedClock(now), _tolerance);
        return verifier.Verify(values[0], values[1], values[2], request.Body.Span) switch
        {
            SignatureCheck.Valid => VerificationResult.Accepted,
            SignatureCheck.TooOld => VerificationResult.Refused(Refusal.TooOld, $"{places[1].Description} is more than {_tolerance.TotalSeconds:0} s old"),
            SignatureCheck.TooNew => VerificationResult.Refused(Refusal.TooNew, $"{places[1].Description} is more than {_tolerance.TotalSeconds:0} s ahead of this clock"),
            SignatureCheck.Malformed => VerificationResult.Refused(Refusal.Malformed, $"{places[0].Description} or {places[1].Description} has the wrong format"),
            _ => VerificationResult.Refused(Refusal.NoMatch, $"no signature in {places[2].Description} matches the secret and the request"),
        };
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
