using Ringback.Core.Messages;

namespace Ringback.Core.Receive;

/// <summary>
/// Keys committed lately: a duplicate that comes soon is told from memory. What it knows is on disk; what it doesn't know, or has
/// forgotten for a newer one in its place, only the store can say. 2.6 MB.
/// </summary>
internal sealed class SeenKeys
{
    private const int Places = 1 << 16;
    private const int Locks = 64;

    private readonly Entry[] _entries = new Entry[Places];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];

    /// <summary>To be called once the key, with this expiry, is on disk: not for a duplicate's keys, which aren't kept.</summary>
    public void Remember(DuplicateKey key, long seq)
    {
        var place = Place(key.Hash);
        lock (_locks[place % Locks])
            _entries[place] = new Entry(key.Hash, seq, key.Expires);
    }

    /// <returns>The seq of the message that has the key; null when the store must be asked.</returns>
    public long? Find(UInt128 hash, long now)
    {
        var place = Place(hash);
        lock (_locks[place % Locks])
        {
            ref readonly var entry = ref _entries[place];
            return entry.Hash == hash && entry.Expires > now ? entry.Seq : null;
        }
    }

    /// <summary>What became of a request whose events have all come before; null when the store must decide.</summary>
    public ReceivedResult? TryRecognise(ReceivedRequest request, long now)
    {
        ReceivedOutcome[]? outcomes = null;
        for (var i = 0; i < request.Events.Length; i++)
        {
            if (FirstOwner(request.Events[i].Keys, now) is not { } seq)
                return null;
            outcomes ??= new ReceivedOutcome[request.Events.Length];
            outcomes[i] = new ReceivedOutcome(IsDuplicate: true, seq);
        }

        return outcomes is null ? null : new ReceivedResult(outcomes);
    }

    /// <summary>Whose duplicate an event is: that of the first of its keys which is known. Of a key that isn't here the store may know more.</summary>
    private long? FirstOwner(DuplicateKey[] keys, long now) => keys.Length > 0 ? Find(keys[0].Hash, now) : null;

    private static int Place(UInt128 hash) => (int)((ulong)hash % Places);

    private readonly record struct Entry(UInt128 Hash, long Seq, long Expires);
}
