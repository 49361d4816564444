using Ringback.Verification.Signing;

namespace Ringback.Cli.Receiving;

/// <summary>A webhook that came, and what it was answered.</summary>
/// <param name="MessageId">Of <c>webhook-id</c>; null when it had none.</param>
/// <param name="Attempt">How often the message has come by now, from 1.</param>
/// <param name="Signature">Whether it is signed with the secret; null without a secret.</param>
/// <param name="Status">What it was answered.</param>
/// <param name="Body">As it came.</param>
internal sealed record Arrival(string? MessageId, int Attempt, SignatureCheck? Signature, int Status, ReadOnlyMemory<byte> Body)
{
    public bool Succeeded => Status < 300;

    /// <summary><c>attempt 2  500  signature verified</c>: with a message's id in front it fits in a terminal.</summary>
    public string Line => $"attempt {Attempt}  {Status}  {SignatureText}";

    /// <summary><c>signature verified</c>, or what is wrong with it.</summary>
    public string SignatureText => Signature switch
    {
        null => "signature not checked",
        SignatureCheck.Valid => "signature verified",
        SignatureCheck.Malformed => "signature missing or malformed",
        SignatureCheck.TooOld => "signature too old",
        SignatureCheck.TooNew => "signature from the future",
        _ => "signature WRONG: another secret, or another body",
    };
}
