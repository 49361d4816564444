using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Signing;

internal enum SecretKind
{
    /// <summary>HMAC-SHA256, <c>v1</c>.</summary>
    Symmetric,

    /// <summary>ed25519, <c>v1a</c>.</summary>
    Asymmetric,
}

/// <summary>
/// What an endpoint's messages are signed with (Standard Webhooks 1.0): <c>whsec_</c> and base64 of 24 to 75 bytes,
/// or <c>whsk_</c> and base64 of 64 bytes (ed25519 seed, then public key).
/// </summary>
internal sealed class EndpointSecret : IEquatable<EndpointSecret>
{
    public const string SymmetricPrefix = "whsec_";
    public const string PrivatePrefix = "whsk_";
    public const string PublicPrefix = "whpk_";
    public const int MinKeySize = 24;
    public const int MaxKeySize = 75;

    private EndpointSecret(SecretKind kind, byte[] key, byte[] publicKey, string text)
    {
        Kind = kind;
        Key = key;
        PublicKey = publicKey;
        Text = text;
    }

    public SecretKind Kind { get; }

    /// <summary>The HMAC key, or the ed25519 seed.</summary>
    public byte[] Key { get; }

    /// <summary>The ed25519 public key; empty when symmetric.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The whole secret, as kept: never for a log.</summary>
    public string Text { get; }

    /// <summary>What a consumer needs to verify, and is shown: the secret itself, or the public key (<c>whpk_…</c>).</summary>
    public string Shown => Kind == SecretKind.Symmetric ? Text : PublicPrefix + Convert.ToBase64String(PublicKey);

    /// <summary><c>v1</c> or <c>v1a</c>: what its signatures begin with.</summary>
    public string VersionTag => Kind == SecretKind.Symmetric ? "v1" : "v1a";

    /// <summary>Text without a prefix is taken for a symmetric key.</summary>
    /// <param name="error">What is wrong and what would be right; never holds the secret.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EndpointSecret? secret, [NotNullWhen(false)] out string? error)
    {
        secret = null;
        text ??= "";
        return text.StartsWith(PrivatePrefix, StringComparison.Ordinal)
            ? TryParseAsymmetric(text, out secret, out error)
            : TryParseSymmetric(text, out secret, out error);
    }

    /// <summary>A new secret: 24 random bytes, or a new ed25519 pair.</summary>
    /// <param name="fill">Gives randomness; by default the system's cryptographic generator.</param>
    public static EndpointSecret Generate(SecretKind kind = SecretKind.Symmetric, Action<Span<byte>>? fill = null)
    {
        var key = new byte[kind == SecretKind.Symmetric ? MinKeySize : Ed25519.SeedSize];
        (fill ?? RandomNumberGenerator.Fill)(key);
        return kind == SecretKind.Symmetric
            ? new EndpointSecret(kind, key, [], SymmetricPrefix + Convert.ToBase64String(key))
            : Asymmetric(key, Ed25519.DerivePublicKey(key));
    }

    public bool Equals(EndpointSecret? other) =>
        other is not null && Kind == other.Kind && CryptographicOperations.FixedTimeEquals(Key, other.Key);

    public override bool Equals(object? obj) => Equals(obj as EndpointSecret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Without the secret, so that it can't slip into a log.</summary>
    public override string ToString() => $"{VersionTag} secret";

    private static bool TryParseSymmetric(string text, out EndpointSecret? secret, out string? error)
    {
        secret = null;
        error = null;
        var base64 = text.StartsWith(SymmetricPrefix, StringComparison.Ordinal) ? text[SymmetricPrefix.Length..] : text;
        if (!StrictBase64.TryDecode(base64, MaxKeySize, out var key) || key.Length < MinKeySize)
        {
            error = $"a secret is whsec_ and base64 of {MinKeySize} to {MaxKeySize} bytes, or whsk_ and base64 of 64 bytes (ed25519 seed and public key)";
            return false;
        }
        secret = new EndpointSecret(SecretKind.Symmetric, key, [], SymmetricPrefix + base64);
        return true;
    }

    private static bool TryParseAsymmetric(string text, out EndpointSecret? secret, out string? error)
    {
        secret = null;
        error = null;
        const int Size = Ed25519.SeedSize + Ed25519.PublicKeySize;
        if (!StrictBase64.TryDecode(text.AsSpan(PrivatePrefix.Length), Size, out var pair) || pair.Length != Size)
        {
            error = "an ed25519 secret is whsk_ and base64 of 64 bytes: the seed, then the public key";
            return false;
        }
        var seed = pair[..Ed25519.SeedSize];
        var publicKey = Ed25519.DerivePublicKey(seed);
        if (!publicKey.AsSpan().SequenceEqual(pair.AsSpan(Ed25519.SeedSize)))
        {
            error = "the public key in this ed25519 secret isn't the one of its seed";
            return false;
        }
        secret = Asymmetric(seed, publicKey);
        return true;
    }

    private static EndpointSecret Asymmetric(byte[] seed, byte[] publicKey) =>
        new(SecretKind.Asymmetric, seed, publicKey, PrivatePrefix + Convert.ToBase64String([.. seed, .. publicKey]));
}
