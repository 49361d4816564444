using System.Security.Cryptography;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Verifiers;

/// <summary>What checks a signature. Safe for many threads at once.</summary>
internal abstract class SignatureKey
{
    /// <summary>The longest signature it could make, in bytes.</summary>
    public abstract int LongestSignature { get; }

    /// <summary>Whether the signature is one of this content; false for any that is no signature at all.</summary>
    public abstract bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature);
}

internal sealed class HmacKey(HashAlgorithmName hash, byte[] key) : SignatureKey
{
    private readonly int _size = hash == HashAlgorithmName.SHA1 ? HMACSHA1.HashSizeInBytes
        : hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashSizeInBytes
        : hash == HashAlgorithmName.SHA384 ? HMACSHA384.HashSizeInBytes
        : HMACSHA512.HashSizeInBytes;

    public override int LongestSignature => _size;

    public override bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA512.HashSizeInBytes];
        return CryptographicOperations.FixedTimeEquals(expected[..Sign(content.Span, expected)], signature);
    }

    /// <summary>The bytes written: as many as the hash has.</summary>
    public int Sign(ReadOnlySpan<byte> content, Span<byte> signature)
    {
        // SHA-1 where a provider signs so: as an HMAC it isn't broken.
#pragma warning disable CA5350
        if (hash == HashAlgorithmName.SHA1) return HMACSHA1.HashData(key, content, signature);
#pragma warning restore CA5350
        return hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, content, signature)
            : hash == HashAlgorithmName.SHA384 ? HMACSHA384.HashData(key, content, signature)
            : HMACSHA512.HashData(key, content, signature);
    }
}

/// <summary>
/// SHA-256 of the secret and what was sent. Whoever has such a hash makes that of a longer content without knowing the secret; the padding
/// between is no UTF-8, so what isn't UTF-8 fits nothing.
/// </summary>
internal sealed class HashedBeforeKey(byte[] secret) : SignatureKey
{
    public override int LongestSignature => SHA256.HashSizeInBytes;

    public override bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature)
    {
        if (!System.Text.Unicode.Utf8.IsValid(content.Span)) return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(secret);
        hash.AppendData(content.Span);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), signature);
    }
}

/// <summary>ed25519 (RFC 8032).</summary>
internal sealed class Ed25519Key(byte[] publicKey) : SignatureKey
{
    public override int LongestSignature => Ed25519.SignatureSize;

    public override bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(publicKey, content.Buffer, content.Length, signature.ToArray());
}

/// <summary>ECDSA with SHA-256, the signature in DER (RFC 3279).</summary>
internal sealed class EcdsaKey(ECParameters publicKey) : SignatureKey
{
    public override int LongestSignature => 256;

    public override bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature)
    {
        // One each time: the platform's objects aren't for many threads.
        using var key = ECDsa.Create(publicKey);
        return key.VerifyData(content.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}

/// <summary>RSA with SHA-256, PKCS #1 v1.5 (RFC 8017).</summary>
internal sealed class RsaKey(RSAParameters publicKey) : SignatureKey
{
    public override int LongestSignature => publicKey.Modulus!.Length;

    public override bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature) => Fits(content, signature, HashAlgorithmName.SHA256);

    /// <summary>The same with another hash, where the provider signs so.</summary>
    public bool Fits(in SignedBytes content, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        using var key = RSA.Create(publicKey);
        return key.VerifyData(content.Span, signature, hash, RSASignaturePadding.Pkcs1);
    }
}
