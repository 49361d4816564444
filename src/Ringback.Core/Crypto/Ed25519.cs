using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Ringback.Core.Crypto;

/// <summary>
/// ed25519 (RFC 8032). The only place that touches BouncyCastle: the package is no longer maintained, so lengths
/// are checked here before it sees anything, and another implementation has one file to replace.
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

    /// <summary>False also for keys and signatures of the wrong length or that are no point of the curve.</summary>
    public static bool Verify(byte[] publicKey, byte[] message, int length, byte[] signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)message.Length, nameof(length));
        return publicKey.Length == PublicKeySize
            && signature.Length == SignatureSize
            && Rfc8032.Verify(signature, 0, publicKey, 0, message, 0, length);
    }
}
