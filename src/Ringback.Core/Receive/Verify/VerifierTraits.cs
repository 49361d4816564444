namespace Ringback.Core.Receive.Verify;

/// <summary>What there is to know of a verifier before it is asked.</summary>
internal sealed record VerifierTraits
{
    public static readonly VerifierTraits None = new();

    /// <summary>A GET may be a handshake, and is to be shown to it whatever methods events come by.</summary>
    public bool AnswersGet { get; init; }

    /// <summary>Takes longer than a hash: not for a thread that others wait for.</summary>
    public bool IsCostly { get; init; }

    /// <summary>Headers that hold the secret itself: not to be kept.</summary>
    public IReadOnlyCollection<string> SecretHeaders { get; init; } = [];

    public VerifierTraits And(VerifierTraits other) => new()
    {
        AnswersGet = AnswersGet || other.AnswersGet,
        IsCostly = IsCostly || other.IsCostly,
        SecretHeaders = [.. SecretHeaders, .. other.SecretHeaders],
    };
}
