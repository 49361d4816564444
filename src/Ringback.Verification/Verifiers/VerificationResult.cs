namespace Ringback.Verification.Verifiers;

/// <summary>Why a request was refused: for metrics, so few values.</summary>
internal enum Refusal
{
    None,

    /// <summary>A header (or another place) that must be there isn't.</summary>
    Missing,

    /// <summary>A header is there twice, or a value in it: which one was signed nobody can say.</summary>
    Repeated,

    /// <summary>It isn't of its form, or larger than any honest one.</summary>
    Malformed,

    /// <summary>Further in the past than the tolerance: a replay, or a clock that is wrong.</summary>
    TooOld,

    /// <summary>Further in the future than the tolerance.</summary>
    TooNew,

    /// <summary>No signature or token fits: another secret, or another body.</summary>
    NoMatch,

    /// <summary>The sender's address isn't on the list.</summary>
    Address,

    /// <summary>A certificate is from a host that isn't pinned, or isn't trusted.</summary>
    Certificate,

    /// <summary>What would decide can't be had now: a key, a certificate, or a confirmation. The provider may send it again.</summary>
    Unavailable,

    /// <summary>The source receives nothing.</summary>
    NotReceiving,
}

/// <summary>What a verifier found. Of a request that is a handshake, the answer; it is no event.</summary>
internal readonly record struct VerificationResult
{
    private VerificationResult(bool isAccepted, Refusal refusal, string reason, ProviderAnswer? answer)
    {
        IsProven = isAccepted;
        IsAccepted = isAccepted;
        Refusal = refusal;
        Reason = reason;
        Answer = answer;
    }

    public static VerificationResult Accepted => new(true, Refusal.None, "", null);

    /// <summary>Whether it is to be taken or answered: true also for handshakes, false of what nothing was found about.</summary>
    public bool IsAccepted { get; }

    /// <summary>Whether the sender is proven. A handshake that comes unsigned is accepted, and proves nobody.</summary>
    public bool IsProven { get; private init; }

    public Refusal Refusal { get; }

    /// <summary>
    /// One short line for the source's owner: names headers, never a secret, an expected signature or what was sent.
    /// Empty when accepted.
    /// </summary>
    public string Reason { get; }

    /// <summary>Set when this was a handshake: to be answered so, and nothing stored.</summary>
    public ProviderAnswer? Answer { get; }

    /// <summary>A secret that the sender offers and from now on signs with: to be kept as the source's, if that has none, before the answer is given.</summary>
    public string? OfferedSecret { get; private init; }

    public static VerificationResult Refused(Refusal refusal, string reason) => new(false, refusal, reason, null);

    public static VerificationResult Handshake(ProviderAnswer answer) => new(true, Refusal.None, "", answer);

    /// <summary>An answer that counts once the secret is kept.</summary>
    public static VerificationResult Pairing(ProviderAnswer answer, string secret) => Handshake(answer) with { OfferedSecret = secret };

    /// <summary>The same answer to somebody who isn't proven.</summary>
    public VerificationResult Unproven() => this with { IsProven = false };
}
