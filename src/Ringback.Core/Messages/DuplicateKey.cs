using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Core.Messages;

/// <summary>What tells an event that came before. Keys of different kinds never meet, however alike their values.</summary>
internal enum DuplicateKeyKind : byte
{
    /// <summary>The provider's id of the event.</summary>
    EventId = 1,

    /// <summary>The bytes of the event: where the id isn't signed.</summary>
    Body = 2,

    /// <summary>What the event says of what: an object and its state, so that an event found by asking and the one that came late are one.</summary>
    Natural = 3,

    /// <summary>The seq of an event that was made of an answer: whether the webhook that it stands for has come late.</summary>
    Late = 4,

    /// <summary>The id of a request's first message: whether the same request was kept before. See <see cref="ReceivedRequest.Repeat"/>.</summary>
    Request = 5,
}

/// <summary>A key in the scope of its source, by hash, good until it expires.</summary>
/// <param name="Hash">The first 16 bytes of SHA-256 over source, kind and value: one chosen to collide would need 2^64 tries.</param>
/// <param name="Expires">Unix milliseconds from which the same event counts as new.</param>
internal readonly record struct DuplicateKey(UInt128 Hash, long Expires)
{
    private const int Head = 9;
    private const int OnStack = 512;
    private const byte Hashed = 0x80;

    public static DuplicateKey Create(int application, DuplicateKeyKind kind, ReadOnlySpan<char> value, long expires)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var pooled = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> text = pooled ?? stackalloc byte[OnStack];
        var key = Create(application, kind, text[..Encoding.UTF8.GetBytes(value, text)], expires);
        if (pooled is not null)
            ArrayPool<byte>.Shared.Return(pooled);
        return key;
    }

    public static DuplicateKey Create(int application, DuplicateKeyKind kind, ReadOnlySpan<byte> value, long expires)
    {
        Span<byte> text = stackalloc byte[Head + OnStack];
        // Before it nothing that an event id of the API could be kept under: no application is -1.
        BinaryPrimitives.WriteInt32BigEndian(text, -1);
        BinaryPrimitives.WriteInt32BigEndian(text[4..], application);
        text[8] = (byte)kind;
        // A long one by its hash, as if it were a kind of its own.
        if (value.Length > OnStack)
            text[8] |= Hashed;
        var used = Head + (value.Length > OnStack ? SHA256.HashData(value, text[Head..]) : Copy(value, text[Head..]));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..used], hash);
        return new DuplicateKey(BinaryPrimitives.ReadUInt128BigEndian(hash), expires);
    }

    private static int Copy(ReadOnlySpan<byte> value, Span<byte> into)
    {
        value.CopyTo(into);
        return value.Length;
    }
}
