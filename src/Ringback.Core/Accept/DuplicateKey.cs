using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Core.Accept;

/// <summary>What tells an event that came before. Keys of different kinds never meet, however alike their values.</summary>
internal enum DuplicateKeyKind : byte
{
    /// <summary>The provider's id of the event.</summary>
    EventId = 1,

    /// <summary>The bytes of the event: where the id isn't signed.</summary>
    Body = 2,

    /// <summary>What the event says of what: an object and its state, so that an event found by asking and the one that came late are one.</summary>
    Natural = 3,
}

/// <summary>A key in the scope of its source, by hash, good until it expires.</summary>
/// <param name="Hash">The first 16 bytes of SHA-256 over source, kind and value: one chosen to collide would need 2^64 tries.</param>
/// <param name="Expires">Unix milliseconds from which the same event counts as new.</param>
internal readonly record struct DuplicateKey(UInt128 Hash, long Expires)
{
    private const int Head = 9;

    public static DuplicateKey Of(int application, DuplicateKeyKind kind, ReadOnlySpan<char> value, long expires)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var pooled = most > 1024 ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> text = pooled ?? stackalloc byte[1024];
        var key = Of(application, kind, text[..Encoding.UTF8.GetBytes(value, text)], expires);
        if (pooled is not null)
            ArrayPool<byte>.Shared.Return(pooled);
        return key;
    }

    public static DuplicateKey Of(int application, DuplicateKeyKind kind, ReadOnlySpan<byte> value, long expires)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // Hashed first, so that all keys are of one length, and none is what an event id of the API is kept under.
        Span<byte> text = stackalloc byte[Head + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(text, -1);
        BinaryPrimitives.WriteInt32BigEndian(text[4..], application);
        text[8] = (byte)kind;
        SHA256.HashData(value, text[Head..]);
        SHA256.HashData(text, hash);
        return new DuplicateKey(BinaryPrimitives.ReadUInt128BigEndian(hash), expires);
    }
}
