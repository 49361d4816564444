using System.Buffers.Binary;

namespace Ringback.Core.Ids;

/// <summary>
/// A 20-byte id that sorts by time to 4 ms: 4 bytes big-endian seconds since 1400000000, 1 byte of 4-ms units,
/// 15 random bytes (the layout of Svix' <c>KsuidMs</c>). Its text is 27 characters of base62 and sorts alike.
/// </summary>
internal readonly record struct Ksuid : IComparable<Ksuid>
{
    public const int Size = 20;
    public const int RandomSize = 15;
    public const int TextLength = Base62.Digits;
    private const long Epoch = 1_400_000_000;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    private Ksuid(ulong high, ulong middle, uint low)
    {
        _high = high;
        _middle = middle;
        _low = low;
    }

    /// <summary>The time it was made, in Unix milliseconds, rounded down to 4 ms.</summary>
    public long UnixMs => ((long)(_high >> 32) + Epoch) * 1000 + (long)((_high >> 24) & 0xFF) * 4;

    /// <exception cref="ArgumentOutOfRangeException">Before May 2014 or after 2150, or not 15 random bytes.</exception>
    public static Ksuid FromParts(long unixMs, ReadOnlySpan<byte> random15)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random15.Length, RandomSize);
        var seconds = unixMs / 1000 - Epoch;
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(unixMs));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, uint.MaxValue, nameof(unixMs));
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)seconds);
        bytes[4] = (byte)(unixMs % 1000 / 4);
        random15.CopyTo(bytes[5..]);
        return FromBytes(bytes);
    }

    /// <summary>The first id of its 4 ms: where a range by time begins.</summary>
    public static Ksuid LowestAt(long unixMs) => FromParts(unixMs, stackalloc byte[RandomSize]);

    /// <exception cref="ArgumentOutOfRangeException">Not 20 bytes.</exception>
    public static Ksuid FromBytes(ReadOnlySpan<byte> bytes20)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes20.Length, Size);
        return new Ksuid(
            BinaryPrimitives.ReadUInt64BigEndian(bytes20),
            BinaryPrimitives.ReadUInt64BigEndian(bytes20[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes20[16..]));
    }

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Strict: exactly 27 characters of base62 whose value fits in 20 bytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ksuid id)
    {
        Span<uint> words = stackalloc uint[Base62.Words];
        if (!Base62.TryDecode(text, words))
        {
            id = default;
            return false;
        }
        id = new Ksuid(((ulong)words[0] << 32) | words[1], ((ulong)words[2] << 32) | words[3], words[4]);
        return true;
    }

    /// <summary>Strict, of a whole id with its prefix: <c>msg_…</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, string prefix, out Ksuid id)
    {
        if (text.StartsWith(prefix, StringComparison.Ordinal)) return TryParse(text[prefix.Length..], out id);
        id = default;
        return false;
    }

    /// <summary>Writes 27 characters; false when there is no room.</summary>
    public bool TryFormat(Span<char> destination)
    {
        Span<byte> text = stackalloc byte[TextLength];
        if (destination.Length < TextLength || !TryFormat(text)) return false;
        for (var i = 0; i < text.Length; i++) destination[i] = (char)text[i];
        return true;
    }

    /// <summary>Writes 27 bytes of ASCII; false when there is no room.</summary>
    public bool TryFormat(Span<byte> utf8Destination)
    {
        if (utf8Destination.Length < TextLength) return false;
        Span<uint> words = [(uint)(_high >> 32), (uint)_high, (uint)(_middle >> 32), (uint)_middle, _low];
        Base62.Encode(words, utf8Destination);
        return true;
    }

    public override string ToString() => ToString("");

    /// <summary>The whole id with its prefix: <c>msg_…</c>, in one allocation.</summary>
    public string ToString(string prefix) =>
        string.Create(prefix.Length + TextLength, (Id: this, Prefix: prefix), static (text, parts) =>
        {
            parts.Prefix.CopyTo(text);
            parts.Id.TryFormat(text[parts.Prefix.Length..]);
        });

    public int CompareTo(Ksuid other)
    {
        if (_high != other._high) return _high < other._high ? -1 : 1;
        if (_middle != other._middle) return _middle < other._middle ? -1 : 1;
        return _low.CompareTo(other._low);
    }

    public static bool operator <(Ksuid left, Ksuid right) => left.CompareTo(right) < 0;

    public static bool operator >(Ksuid left, Ksuid right) => left.CompareTo(right) > 0;

    public static bool operator <=(Ksuid left, Ksuid right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Ksuid left, Ksuid right) => left.CompareTo(right) >= 0;
}
