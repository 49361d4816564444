namespace Ringback.Core.Retain;

/// <summary>Keys of requests and of events, in the batch under way.</summary>
internal interface IKeySweepRows
{
    /// <summary>Drops made-up idempotency keys that are of no use any more, no more than so many.</summary>
    /// <returns>Whether those were all.</returns>
    bool DropMadeUp(int most);

    /// <summary>Looks at the next keys in the order of their hashes, and drops those of them that have expired.</summary>
    /// <param name="after">The last hash that was looked at; null: none yet.</param>
    /// <param name="most">Keys that are looked at.</param>
    /// <param name="now">Unix milliseconds.</param>
    KeysLookedAt DropExpired(UInt128? after, int most, long now);
}

/// <param name="Last">The last hash; null when nothing lay behind.</param>
/// <param name="Seen">Keys that were looked at.</param>
/// <param name="Dropped">Those of them that had expired.</param>
internal readonly record struct KeysLookedAt(UInt128? Last, int Seen, int Dropped);
