using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Ringback.Verification.Packed;

/// <summary>What came of unpacking.</summary>
internal enum UnpackOutcome
{
    Unpacked,

    /// <summary>Over the limit.</summary>
    TooLarge,

    /// <summary>More than a hundred times what was sent.</summary>
    Bomb,
    NotGzip,

    /// <summary>Too many large bodies are under way.</summary>
    NoRoom,
}

/// <summary>A body that was unpacked, or why not.</summary>
internal readonly record struct UnpackResult(UnpackOutcome Outcome, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Unpacks gzip of senders that nothing is known about yet: never to more than is taken, nor to more than a hundred times what was
/// sent. What was unpacked counts against a budget of all requests until each has its answer.
/// </summary>
internal sealed class GzipUnpacker
{
    private const int Piece = 64 * 1024;

    /// <value>Header, an empty block, trailer.</value>
    private const int Shortest = 20;

    /// <value>JSON becomes five to thirty times smaller; a bomb a thousand times.</value>
    private const int MostRatio = 100;

    /// <value>Of all requests together, over <see cref="Piece"/> each.</value>
    private const long Budget = 128L << 20;

    private static readonly UnpackResult NotGzip = new(UnpackOutcome.NotGzip, default);
    private long _taken;

    /// <param name="sent">As it came.</param>
    /// <param name="limit">Bytes of the unpacked body.</param>
    /// <param name="held">To be given back by <see cref="Release"/>.</param>
    public UnpackResult Unpack(ReadOnlyMemory<byte> sent, int limit, out long held)
    {
        held = 0;
        if (sent.Length < Shortest) return NotGzip;
        var most = Math.Min(limit, Math.Max(Piece, (long)sent.Length * MostRatio));
        var bytes = new byte[Math.Min(most, Piece)];
        var filled = 0;
        try
        {
            using var unpacking = new GZipStream(StreamOf(sent), CompressionMode.Decompress);
            while (unpacking.Read(bytes, filled, bytes.Length - filled) is > 0 and var read)
            {
                filled += read;
                if (filled < bytes.Length) continue;
                if (filled == most)
                {
                    if (unpacking.ReadByte() < 0) break;
                    return new(most == limit ? UnpackOutcome.TooLarge : UnpackOutcome.Bomb, default);
                }
                var size = (int)Math.Min(most, 2L * bytes.Length);
                if (!TryTake(size, ref held)) return new(UnpackOutcome.NoRoom, default);
                Array.Resize(ref bytes, size);
            }
        }
        catch (InvalidDataException)
        {
            return NotGzip;
        }
        catch (OutOfMemoryException)
        {
            Release(held);
            held = 0;
            throw;
        }
        // The stream doesn't tell what was cut off: the last four bytes are the length (RFC 1952, 2.3.1), of one member.
        return BinaryPrimitives.ReadUInt32LittleEndian(sent.Span[^sizeof(uint)..]) == filled ? new(UnpackOutcome.Unpacked, bytes.AsMemory(0, filled)) : NotGzip;
    }

    public void Release(long held) => Interlocked.Add(ref _taken, -held);

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> sent) => MemoryMarshal.TryGetArray(sent, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(sent.ToArray(), writable: false);

    private bool TryTake(int more, ref long held)
    {
        if (Interlocked.Add(ref _taken, more) > Budget)
        {
            Interlocked.Add(ref _taken, -more);
            return false;
        }
        held += more;
        return true;
    }
}
