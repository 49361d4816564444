using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Ringback.Verification.Crypto;

/// <summary>
/// ed25519 (RFC 8032), strictly: a public key is a point of the large order in its one encoding, for with any other a signature could
/// fit several messages, or any. The only place that touches BouncyCastle.
/// </summary>
internal static class Ed25519
{
    public const int SeedSize = 32;
    public const int PublicKeySize = 32;
    public const int SignatureSize = 64;

    public static byte[] DerivePublicKey(byte[] seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        var publicKey = new byte[PublicKeySize];
        Rfc8032.GeneratePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    /// <param name="publicKey">Of this seed: with another one the signature would betray the seed.</param>
    public static byte[] Sign(byte[] seed, byte[] publicKey, byte[] message, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, PublicKeySize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)message.Length, nameof(length));
        var signature = new byte[SignatureSize];
        Rfc8032.Sign(seed, 0, publicKey, 0, message, 0, length, signature, 0);
        return signature;
    }

    /// <summary>Whether it may verify: its length is right, and it is a point of the large order, encoded as it must be. Ask once for each key: it takes as long as a signature.</summary>
    public static bool IsPublicKey(byte[] publicKey) => publicKey.Length == PublicKeySize && Rfc8032.ValidatePublicKeyFull(publicKey, 0);

    /// <summary>False also for keys and signatures of the wrong length or that are no point of the curve, and for signatures by a point of small order.</summary>
    /// <param name="publicKey">One for which <see cref="IsPublicKey"/> holds.</param>
    public static bool Verify(byte[] publicKey, byte[] message, int length, byte[] signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)message.Length, nameof(length));
        return publicKey.Length == PublicKeySize
            && signature.Length == SignatureSize
            && !SmallOrder.Contains(signature.AsSpan(0, PublicKeySize))
            && Rfc8032.Verify(signature, 0, publicKey, 0, message, 0, length);
    }
}
