using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Signing;

internal enum SignatureCheck
{
    Valid,

    /// <summary>A header is missing or isn't of its form.</summary>
    Malformed,

    /// <summary>More than the tolerance in the past: a replay, or a clock that is wrong.</summary>
    TooOld,

    /// <summary>More than the tolerance in the future.</summary>
    TooNew,

    /// <summary>No signature fits: another secret, or another body.</summary>
    NoMatch,
}

/// <summary>
/// Verifies what <c>MessageSigner</c> signs, as Standard Webhooks 1.0 says: constant-time, versions that
/// aren't known and signatures that don't fit are passed over.
/// </summary>
internal sealed class SignatureVerifier
{
    /// <summary>How far the timestamp may be from now, both ways, unless said otherwise.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    // A header is at most so many signatures, so that a sender can't make us work at will.
    private const int MaxSignatures = 16;
    private readonly VerificationKey[] _keys;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _tolerance;

    public SignatureVerifier(IEnumerable<VerificationKey> keys, TimeProvider clock, TimeSpan? tolerance = null)
    {
        _keys = [.. keys];
        _clock = clock;
        _tolerance = tolerance ?? Tolerance;
    }

    /// <param name="secret">As shown to the consumer: <c>whsec_…</c> or <c>whpk_…</c> (or <c>whsk_…</c>).</param>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public SignatureVerifier(string secret, TimeProvider clock)
        : this([VerificationKey.Parse(secret)], clock)
    {
    }

    /// <summary>Takes the three headers as they came, null when missing.</summary>
    public SignatureCheck Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        // Digits only and no leading zero: the sender signed this very text, and so must we.
        // A dot in the id would make it another id, another timestamp and another body that are signed alike.
        if (string.IsNullOrEmpty(id) || !Ascii.IsValid(id) || id.Contains('.') || string.IsNullOrEmpty(signatures)
            || !long.TryParse(timestamp, System.Globalization.NumberStyles.None, null, out var seconds)
            || (timestamp.Length > 1 && timestamp[0] == '0')) return SignatureCheck.Malformed;

        var age = _clock.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (age > _tolerance.TotalSeconds) return SignatureCheck.TooOld;
        if (age < -_tolerance.TotalSeconds) return SignatureCheck.TooNew;

        using var content = SignedContent.Create(Encoding.ASCII.GetBytes(id), seconds, body);
        return Matches(signatures, content) ? SignatureCheck.Valid : SignatureCheck.NoMatch;
    }

    private bool Matches(ReadOnlySpan<char> signatures, SignedContent content)
    {
        var looked = 0;
        foreach (var range in signatures.Split(' '))
        {
            if (looked++ == MaxSignatures) return false;
            var signature = signatures[range];
            var comma = signature.IndexOf(',');
            if (comma < 0 || !StrictBase64.TryDecode(signature[(comma + 1)..], Ed25519.SignatureSize, out var bytes)) continue;
            foreach (var key in _keys)
            {
                if (signature[..comma].SequenceEqual(key.VersionTag) && Fits(key, content, bytes)) return true;
            }
        }
        return false;
    }

    private static bool Fits(VerificationKey key, SignedContent content, byte[] signature)
    {
        if (key.Kind == SecretKind.Asymmetric) return Ed25519.Verify(key.Bytes, content.Buffer, content.Length, signature);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Bytes, content.Bytes, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
