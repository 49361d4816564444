using System.Buffers.Binary;
using System.Text;
using Ringback.Core.Ids;

namespace Ringback.Core.Intake;

/// <summary>
/// Reads the fields of a request that <see cref="RequestWriter"/> wrote. The bytes may be anybody's: no number among them is believed
/// before it was compared with what is left.
/// </summary>
internal ref struct RequestReader(ReadOnlyMemory<byte> bytes)
{
    private const int Null = -1;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _rest = bytes;

    public byte Byte() => Take(1).Span[0];

    public int Int32(int least)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);
        return value >= least ? value : throw new RequestFormatException($"A number is {value}, which is less than {least}.");
    }

    public long Int64(long most) => NullableInt64(most) ?? throw new RequestFormatException("A number is missing.");

    public long? NullableInt64(long most)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span);
        if (value == Null)
            return null;
        return value >= 0 && value <= most ? value : throw new RequestFormatException($"A number is {value}; it must be 0 to {most}.");
    }

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16).Span);

    public Ksuid Id() => Ksuid.FromBytes(Take(Ksuid.Size).Span);

    /// <summary>How many parts follow.</summary>
    /// <param name="size">Bytes that each of them has at least: a number that can't be true makes no large array.</param>
    public int Count(int least, int size)
    {
        var count = Int32(least);
        return count <= _rest.Length / size ? count : throw new RequestFormatException($"There should be {count} more parts, and {_rest.Length} bytes are left.");
    }

    public ReadOnlyMemory<byte> Bytes() => NullableBytes() ?? throw new RequestFormatException("A field that must be there is missing.");

    public ReadOnlyMemory<byte>? NullableBytes()
    {
        var length = Int32(Null);
        // A bare null would be an empty memory here.
        return length == Null ? (ReadOnlyMemory<byte>?)null : Take(length);
    }

    public string Text() => NullableText() ?? throw new RequestFormatException("A text that must be there is missing.");

    public string? NullableText()
    {
        if (NullableBytes() is not { } text)
            return null;
        try
        {
            return Utf8.GetString(text.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new RequestFormatException("A text isn't UTF-8.");
        }
    }

    public IReadOnlyList<string>? NullableTexts()
    {
        var count = Count(Null, sizeof(int));
        if (count == Null)
            return null;
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = Text();
        return texts;
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
            throw new RequestFormatException($"{_rest.Length} bytes follow the last event.");
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new RequestFormatException($"The bytes end too early: {count} more are needed, and {_rest.Length} are left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
