using System.Buffers;
using System.Buffers.Text;

namespace Ringback.Verification.Signing;

/// <summary>The bytes that are signed, <c>id.timestamp.body</c>, in a pooled buffer. Its owner disposes of it.</summary>
internal readonly struct SignedContent : IDisposable
{
    private const int LongestTimestamp = 20;

    private SignedContent(byte[] buffer, int length)
    {
        Buffer = buffer;
        Length = length;
    }

    public byte[] Buffer { get; }

    public int Length { get; }

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    public static SignedContent Create(ReadOnlySpan<byte> asciiMessageId, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(asciiMessageId.Length + body.Length + LongestTimestamp + 2);
        asciiMessageId.CopyTo(buffer);
        var at = asciiMessageId.Length;
        buffer[at++] = (byte)'.';
        Utf8Formatter.TryFormat(unixSeconds, buffer.AsSpan(at), out var digits);
        at += digits;
        buffer[at++] = (byte)'.';
        body.CopyTo(buffer.AsSpan(at));
        return new SignedContent(buffer, at + body.Length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(Buffer);
}
