using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Core.Crypto;

/// <summary>
/// Encrypts secrets that are stored: AES-256-GCM under a key derived from the master key, which is never in the database.
/// Thread-safe. An envelope is
/// <c>version (1 byte) | key id (4) | nonce (12, random) | ciphertext | tag (16)</c>.
/// </summary>
/// <remarks>
/// The associated data binds an envelope to its place (say, an endpoint's id), so that one row's secret copied into
/// another row doesn't open. Random nonces are safe for 2^32 envelopes a key (NIST SP 800-38D, 8.3).
/// </remarks>
internal sealed class SecretBox
{
    public const int MasterKeySize = 32;

    /// <summary>Bytes that an envelope is longer than what it holds.</summary>
    public const int Overhead = HeaderSize + NonceSize + TagSize;

    private const byte Version = 1;
    private const int KeyIdSize = 4;
    private const int HeaderSize = 1 + KeyIdSize;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    [ThreadStatic]
    private static AesGcm? _opens;

    [ThreadStatic]
    private static SecretBox? _opensFor;

    private readonly byte[] _key;
    private readonly byte[] _keyId;

    /// <param name="masterKey">32 bytes.</param>
    /// <param name="purpose">Keys of different purposes are unrelated: what one seals another can't open.</param>
    public SecretBox(ReadOnlySpan<byte> masterKey, string purpose = "secrets")
    {
        _key = DeriveKey(masterKey, "ringback/" + purpose + "/key");
        _keyId = DeriveKey(masterKey, "ringback/" + purpose + "/id")[..KeyIdSize];
    }

    /// <summary>Names the key without revealing it, eight hexadecimal digits: for messages.</summary>
    public string KeyId => Convert.ToHexStringLower(_keyId);

    /// <summary>A key of its own for another use, from the master key (HKDF-SHA256, RFC 5869).</summary>
    public static byte[] DeriveKey(ReadOnlySpan<byte> masterKey, string use)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(masterKey.Length, MasterKeySize);
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, salt: [], Encoding.UTF8.GetBytes(use));
        return key;
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var envelope = new byte[plain.Length + Overhead];
        envelope[0] = Version;
        _keyId.CopyTo(envelope, 1);
        var nonce = envelope.AsSpan(HeaderSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        // One of these a call: an instance can't be shared by threads, and sealing is off the hot path.
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, envelope.AsSpan(HeaderSize + NonceSize, plain.Length), envelope.AsSpan(^TagSize..),
            Bind(envelope, associated));
        return envelope;
    }

    /// <exception cref="SecretBoxException">Sealed with another key, of an unknown version, damaged or of another place.</exception>
    public byte[] Open(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> associated)
    {
        if (envelope.Length < Overhead)
            throw new SecretBoxException(SecretBoxFault.Damaged, "A stored secret is too short: the database is damaged. Restore a backup.");
        if (envelope[0] != Version)
        {
            throw new SecretBoxException(SecretBoxFault.UnknownVersion,
                $"A stored secret has format {envelope[0]}, which this version of Ringback doesn't know. Start the newer version that wrote it.");
        }
        if (!envelope.Slice(1, KeyIdSize).SequenceEqual(_keyId))
        {
            throw new SecretBoxException(SecretBoxFault.WrongKey,
                $"A stored secret was encrypted with the key {Convert.ToHexStringLower(envelope.Slice(1, KeyIdSize))}, "
                + $"but the server was started with the key {KeyId}. Start it with the key that this database was created with "
                + "(RINGBACK_ENCRYPTION_KEY, or the data folder's master.key).");
        }
        var plain = new byte[envelope.Length - Overhead];
        var aes = OfThisThread();
        try
        {
            aes.Decrypt(envelope.Slice(HeaderSize, NonceSize), envelope[(HeaderSize + NonceSize)..^TagSize],
                envelope[^TagSize..], plain, Bind(envelope, associated));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SecretBoxException(SecretBoxFault.Damaged,
                $"A stored secret can't be decrypted with its own key ({KeyId}): it was changed, or copied from another row.", e);
        }
        return plain;
    }

    /// <summary>Making one costs three times what opening with it does, and a fan-out opens the secrets of each endpoint it comes to.</summary>
    private AesGcm OfThisThread()
    {
        if (!ReferenceEquals(_opensFor, this))
        {
            _opens?.Dispose();
            (_opens, _opensFor) = (new AesGcm(_key, TagSize), this);
        }

        return _opens!;
    }

    // The header is bound too: a changed version or key id must not pass.
    private static byte[] Bind(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> associated)
    {
        var bound = new byte[HeaderSize + sizeof(int) + associated.Length];
        envelope[..HeaderSize].CopyTo(bound);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(HeaderSize), associated.Length);
        associated.CopyTo(bound.AsSpan(HeaderSize + sizeof(int)));
        return bound;
    }
}
