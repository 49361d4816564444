using Ringback.Verification.Text;

namespace Ringback.Verification.Verifiers;

/// <summary>Of a source whose only secret is the token in its URL: whoever came here knew it.</summary>
internal sealed class UrlTokenVerifier : IRequestVerifier
{
    public static readonly UrlTokenVerifier Instance = new();

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(VerificationResult.Accepted);
}

/// <summary>Of a source that fires by itself (<c>cron</c>).</summary>
internal sealed class NotReceivingVerifier : IRequestVerifier
{
    public static readonly NotReceivingVerifier Instance = new();

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(VerificationResult.Refused(Refusal.NotReceiving, "this source makes its events by its schedule and receives no requests"));
}

/// <summary>Only senders from these addresses.</summary>
internal sealed class AddressVerifier(CidrList allowed) : IRequestVerifier
{
    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default) =>
        new(request.RemoteAddress is { } address && allowed.Contains(address)
            ? VerificationResult.Accepted
            : VerificationResult.Refused(Refusal.Address, "the sender's address isn't on the source's list"));
}

/// <summary>All must accept; the first refusal counts. The first verifier's handshakes are answered once the others accepted too.</summary>
internal sealed class AllVerifier(IRequestVerifier first, IReadOnlyList<IRequestVerifier> others) : IRequestVerifier
{
    public VerifierTraits Traits => others.Aggregate(first.Traits, static (sum, other) => sum.And(other.Traits));

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        // The others look at headers and addresses only: cheaper, and done at once.
        foreach (var other in others)
        {
            var result = other.Verify(request, now, cancellation);
            if (!result.IsCompletedSuccessfully) throw new InvalidOperationException("What stands on top of a verifier completes at once.");
            if (!result.Result.IsAccepted) return result;
        }
        return first.Verify(request, now, cancellation);
    }
}

/// <summary>
/// While secrets are rotated: the current configuration, then the older ones until their grace ends. A refusal is the
/// current one's.
/// </summary>
internal sealed class RotatingVerifier(IRequestVerifier current, IReadOnlyList<(IRequestVerifier Verifier, DateTimeOffset Until)> retiring) : IRequestVerifier
{
    public VerifierTraits Traits => retiring.Aggregate(current.Traits, static (sum, other) => sum.And(other.Verifier.Traits));

    public ValueTask<VerificationResult> Verify(in IncomingRequest request, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var first = current.Verify(request, now, cancellation);
        return first.IsCompletedSuccessfully && first.Result.IsAccepted ? first : VerifyOlder(first, request, now, cancellation);
    }

    private async ValueTask<VerificationResult> VerifyOlder(ValueTask<VerificationResult> first, IncomingRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var refused = await first;
        if (refused.IsAccepted) return refused;
        foreach (var (verifier, until) in retiring)
        {
            if (now >= until) continue;
            var result = await verifier.Verify(request, now, cancellation);
            if (result.IsAccepted) return result;
        }
        return refused;
    }
}
