using System.Diagnostics.CodeAnalysis;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Signing;

/// <summary>What verifies a message: an HMAC key, or an ed25519 public key.</summary>
internal sealed class VerificationKey
{
    private VerificationKey(SecretKind kind, byte[] bytes)
    {
        Kind = kind;
        Bytes = bytes;
    }

    public SecretKind Kind { get; }

    public byte[] Bytes { get; }

    public string VersionTag => Kind == SecretKind.Symmetric ? "v1" : "v1a";

    public static VerificationKey FromSecret(EndpointSecret secret) =>
        new(secret.Kind, secret.Kind == SecretKind.Symmetric ? secret.Key : secret.PublicKey);

    /// <summary><c>whsec_…</c>, <c>whpk_…</c> or <c>whsk_…</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VerificationKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = null;
        if (text?.StartsWith(EndpointSecret.PublicPrefix, StringComparison.Ordinal) != true)
        {
            if (!EndpointSecret.TryParse(text, out var secret, out error)) return false;
            key = FromSecret(secret);
            return true;
        }
        if (!StrictBase64.TryDecode(text.AsSpan(EndpointSecret.PublicPrefix.Length), Ed25519.PublicKeySize, out var bytes)
            || !Ed25519.IsPublicKey(bytes))
        {
            error = "an ed25519 public key is whpk_ and base64 of 32 bytes, which are a point of the curve that can verify";
            return false;
        }
        key = new VerificationKey(SecretKind.Asymmetric, bytes);
        return true;
    }

    /// <exception cref="ArgumentException">It is no key.</exception>
    public static VerificationKey Parse(string text) =>
        TryParse(text, out var key, out var error) ? key : throw new ArgumentException(error, nameof(text));
}
