using Ringback.Core.Messages;

namespace Ringback.Core.Receive;

/// <summary>What receiving reads and writes, in the batch under way. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IReceivedRows
{
    /// <summary>Who has the key of an event, expired or not; null when nobody has.</summary>
    KeyOwner? FindOwner(UInt128 hash);

    /// <summary>Takes a key for an event, in the place of one that has expired.</summary>
    void TakeKey(DuplicateKey key, long seq);

    /// <summary>Keeps the request that brought messages.</summary>
    /// <param name="first">The seq of the first; the others follow it.</param>
    void AddRequest(ReceivedDetails details, long first, long messages);
}

/// <param name="Seq">The event on record.</param>
/// <param name="Expires">Unix milliseconds from which the same event counts as new.</param>
internal readonly record struct KeyOwner(long Seq, long Expires);
