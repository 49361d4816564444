namespace Ringback.Verification.Verifiers;

/// <summary>What there is to know of a verifier before it is asked.</summary>
internal sealed record VerifierTraits
{
    public static readonly VerifierTraits None = new();

    /// <summary>Methods by which a handshake may come: to be shown to it whatever methods events come by.</summary>
    public IReadOnlyCollection<string> HandshakeMethods { get; init; } = [];

    /// <summary>Takes longer than a hash: not for a thread that others wait for.</summary>
    public bool IsCostly { get; init; }

    /// <summary>Headers that hold the secret itself: not to be kept.</summary>
    public IReadOnlyCollection<string> SecretHeaders { get; init; } = [];

    /// <summary>
    /// The signature covers the body, and neither the method nor the URL: what stands in the query anybody could have written who caught
    /// a request. Whoever knows a token may say anything, in the query too.
    /// </summary>
    public bool SignsBodyOnly { get; init; }

    public VerifierTraits And(VerifierTraits other) => new()
    {
        HandshakeMethods = [.. HandshakeMethods.Union(other.HandshakeMethods)],
        IsCostly = IsCostly || other.IsCostly,
        SecretHeaders = [.. SecretHeaders, .. other.SecretHeaders],
        SignsBodyOnly = SignsBodyOnly || other.SignsBodyOnly,
    };
}
