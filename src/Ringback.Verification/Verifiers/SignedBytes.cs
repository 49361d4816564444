using System.Buffers;

namespace Ringback.Verification.Verifiers;

/// <summary>The bytes that were signed. Its owner disposes of it.</summary>
internal readonly struct SignedBytes(byte[] buffer, int length, bool pooled) : IDisposable
{
    public byte[] Buffer => buffer;

    public int Length => length;

    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (pooled) ArrayPool<byte>.Shared.Return(buffer);
    }
}
