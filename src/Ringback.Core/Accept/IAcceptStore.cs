using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Accept;

/// <summary>Makes messages durable, routed, in one commit each shares with all that waits.</summary>
internal interface IAcceptStore
{
    /// <summary>
    /// Completes when the message and its work are on disk (fsync), or when one of its keys says that it already is.
    /// A caller that sees an exception, or nothing, may send the same message with the same key again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept: the store can't commit.</exception>
    ValueTask<Accepted> AcceptAsync(NewMessage message);

    /// <summary>
    /// Completes when all events of the request that are new are on disk, in one commit, with their work and their keys, or when
    /// those that aren't new are known to be. Keys that expired count for nothing. A caller that sees an exception may send the same
    /// request again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept: the store can't commit.</exception>
    ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request);

    /// <summary>
    /// Receives requests in this order: none is on disk before the one ahead of it. Completes when all of them are. When it throws, the
    /// first ones may have been kept, and all of them can be given again if they have a <see cref="ReceivedRequest.Repeat"/>.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store can't commit.</exception>
    async ValueTask<ReceivedResult[]> ReceiveAllAsync(IReadOnlyList<ReceivedRequest> requests)
    {
        var results = new ReceivedResult[requests.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await ReceiveAsync(requests[i]).ConfigureAwait(false);
        return results;
    }
}

internal enum AcceptStatus
{
    Accepted = 0,

    /// <summary>The key is on record: <see cref="Accepted.Message"/> is the first one.</summary>
    Replayed = 1,

    /// <summary>The key was used for another body.</summary>
    KeyReused = 2,

    /// <summary>The application has a message with this event id.</summary>
    DuplicateEventId = 3,

    /// <summary>The application was deleted meanwhile.</summary>
    ApplicationGone = 4,
}

/// <param name="Status">What became of it.</param>
/// <param name="Message">The message now on record, where there is one.</param>
internal readonly record struct Accepted(AcceptStatus Status, Message? Message);
