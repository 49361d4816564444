using Ringback.Verification.Packed;

namespace Ringback.Server.Gateway;

/// <summary>What a sender is told of a body in gzip.</summary>
internal sealed class GzipBody
{
    private readonly GzipUnpacker _unpacker = new();

    /// <param name="sent">As it came.</param>
    /// <param name="limit">Bytes of the unpacked body.</param>
    /// <param name="held">To be given back by <see cref="Release"/>.</param>
    public IngestBodyResult Unpack(ReadOnlyMemory<byte> sent, int limit, out long held)
    {
        var result = _unpacker.Unpack(sent, limit, out held);
        return result.Outcome switch
        {
            UnpackOutcome.Unpacked => new IngestBodyResult(result.Bytes, null),
            UnpackOutcome.TooLarge => IngestBodyResult.TooLarge,
            UnpackOutcome.Bomb => IngestBodyResult.Bomb,
            UnpackOutcome.NoRoom => IngestBodyResult.NoRoom,
            _ => IngestBodyResult.NotGzip,
        };
    }

    public void Release(long held) => _unpacker.Release(held);
}
