using Ringback.Core.Commit;

namespace Ringback.Core.Retain;

/// <summary>
/// The rule of how keys that have expired go: a walk through all keys in the order of their hashes, and round again. An index by expiry
/// would cost each key a B-tree more.
/// </summary>
internal sealed class KeySweep(IWriteBatch batch, IKeySweepRows rows)
{
    private UInt128? _at;

    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(long now)
    {
        var before = _at;
        batch.OnUndo(() => _at = before);
        var (last, seen, dropped) = rows.DropExpired(before, Retention.Chunk, now);
        var isRound = seen < Retention.Chunk;
        _at = isRound ? null : last;
        // Going on at once pays only where much has expired.
        return !isRound && dropped > Retention.Chunk / 4;
    }
}
