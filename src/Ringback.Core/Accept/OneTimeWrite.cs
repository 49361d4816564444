using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Accept;

/// <summary>Keys of requests that make something else than a message, with what each made.</summary>
internal interface IRequestKeys
{
    /// <summary>What is on record for a key, expired or not.</summary>
    KeptKey? Find(UInt128 hash);

    /// <summary>Keeps a key, in the place of one that has expired.</summary>
    void Keep(UInt128 hash, KeptKey kept);
}

/// <summary>The rule of a request's idempotency key: what it asks for is done once.</summary>
internal static class OneTimeWrite
{
    /// <param name="key">Null: the request has none, and is done.</param>
    /// <param name="write">Does it in the batch under way, and returns what it made.</param>
    public static ChangeResult Run(IdempotencyKey? key, IWriteBatch batch, IRequestKeys keys, Func<string?> write)
    {
        if (key is not { } wanted)
            return new ChangeResult(write(), KeyStatus.Fresh);
        if (keys.Find(wanted.Hash) is { } known && known.IsGood(batch.Now))
            return new ChangeResult(known.Reference, known.Body == wanted.Body ? KeyStatus.Replayed : KeyStatus.Reused);
        var reference = write();
        keys.Keep(wanted.Hash, new KeptKey(null, reference, wanted.Body, batch.Now + wanted.Lifetime));
        return new ChangeResult(reference, KeyStatus.Fresh);
    }
}
