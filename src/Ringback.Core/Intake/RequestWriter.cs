using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Ringback.Core.Ids;

namespace Ringback.Core.Intake;

/// <summary>Writes the fields of a request. See <see cref="RequestFormat"/>.</summary>
internal readonly struct RequestWriter(ArrayBufferWriter<byte> buffer)
{
    private const int Null = -1;

    public void Byte(byte value) => Take(1)[0] = value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void NullableInt64(long? value) => Int64(value ?? Null);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    public void Id(Ksuid id) => id.WriteTo(Take(Ksuid.Size));

    public void Bytes(ReadOnlyMemory<byte>? bytes)
    {
        Int32(bytes?.Length ?? Null);
        buffer.Write(bytes.GetValueOrDefault().Span);
    }

    public void Text(string? text)
    {
        if (text is null)
        {
            Int32(Null);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        Int32(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void Texts(IReadOnlyList<string>? texts)
    {
        Int32(texts?.Count ?? Null);
        foreach (var text in texts ?? [])
            Text(text);
    }

    private Span<byte> Take(int count)
    {
        var span = buffer.GetSpan(Math.Max(count, 1))[..count];
        buffer.Advance(count);
        return span;
    }
}
