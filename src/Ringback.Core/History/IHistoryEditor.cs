using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;

namespace Ringback.Core.History;

/// <summary>What may be changed of the past. Each call is durable, as a whole, when it completes; doing it again changes nothing.</summary>
/// <remarks>All throw <see cref="StoreUnavailableException"/> when the store can't commit: nothing was changed.</remarks>
internal interface IHistoryEditor
{
    /// <summary>Drops the payloads for good. Deliveries of them that aren't finished are canceled when their turn comes.</summary>
    ValueTask ExpungeAsync(IReadOnlyList<Message> messages);

    /// <summary>Drops what the endpoint answered; the attempt's response reads <c>EXPUNGED</c> from then on.</summary>
    /// <returns>False when the message has no such attempt.</returns>
    ValueTask<bool> ExpungeResponseAsync(Message message, Ksuid attempt);

    /// <summary>
    /// Has a message sent to an endpoint once more, now, whatever the endpoint's filters say. When it isn't finished there, its next
    /// attempt is made now instead.
    /// </summary>
    /// <param name="key">When it is on record, nothing is sent.</param>
    /// <param name="message">With its payload still there.</param>
    /// <param name="endpoint">Its id in the catalog.</param>
    ValueTask<KeyStatus> ResendAsync(IdempotencyKey? key, Message message, int endpoint);

    /// <summary>
    /// Has an operation run on a message once more, now, with all its retries, whatever its filters say. What succeeded is left alone
    /// unless forced: then it is another run, whose effect comes on top of the first one's.
    /// </summary>
    /// <param name="key">When it is on record, nothing is done: what came of it the first time is returned.</param>
    /// <param name="message">With its payload still there.</param>
    /// <param name="operation">Its id in the catalog.</param>
    /// <param name="force">Whether it is another run.</param>
    ValueTask<ReplayStatus> ReplayAsync(IdempotencyKey? key, Message message, int operation, bool force);
}
