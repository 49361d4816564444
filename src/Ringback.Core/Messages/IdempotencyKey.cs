using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Core.Messages;

/// <summary>A request's <c>Idempotency-Key</c>, in the scope of its credential and path, by hash.</summary>
/// <param name="Hash">The first 16 bytes of SHA-256 over scope and key: a key chosen to collide would need 2^64 tries.</param>
/// <param name="Body">The first 8 bytes of SHA-256 over the body: the same key with another body is refused.</param>
/// <param name="MadeUp">Whether an SDK made it up (<c>auto_…</c>): kept 10 minutes, else 12 hours.</param>
internal readonly record struct IdempotencyKey(UInt128 Hash, long Body, bool MadeUp)
{
    public const int MaxLength = 256;

    /// <value>How long a key that the caller chose is kept, in milliseconds.</value>
    public const long ChosenLifetime = 12 * 60 * 60 * 1000;

    /// <value>How long a key that an SDK made up is kept, at least, in milliseconds.</value>
    public const long MadeUpLifetime = 10 * 60 * 1000;

    /// <value>How long it is kept, at least, in milliseconds.</value>
    public long Lifetime => MadeUp ? MadeUpLifetime : ChosenLifetime;

    public static IdempotencyKey Create(string credential, string path, ReadOnlySpan<char> key, ReadOnlySpan<byte> body)
    {
        var size = Encoding.UTF8.GetMaxByteCount(credential.Length + path.Length + key.Length + 2);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        Span<byte> hash = stackalloc byte[32];
        var used = Encoding.UTF8.GetBytes(credential, buffer);
        buffer[used++] = 0;
        used += Encoding.UTF8.GetBytes(path, buffer.AsSpan(used));
        buffer[used++] = 0;
        used += Encoding.UTF8.GetBytes(key, buffer.AsSpan(used));
        SHA256.HashData(buffer.AsSpan(0, used), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        var scoped = BinaryPrimitives.ReadUInt128BigEndian(hash);
        SHA256.HashData(body, hash);
        return new IdempotencyKey(scoped, BinaryPrimitives.ReadInt64BigEndian(hash), key.StartsWith("auto_", StringComparison.Ordinal));
    }
}
