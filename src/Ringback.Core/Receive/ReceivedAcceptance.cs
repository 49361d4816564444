using System.Globalization;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Receive;

/// <summary>
/// The rule of receiving: which events of a request are new. Those are accepted in the batch under way, with their keys; their seqs
/// follow each other, so that the request is kept once for all of them. A request that an intake gives again, because it doesn't know
/// whether the commit happened, is recognised as a whole: its events may have no keys, or keys that have expired meanwhile.
/// </summary>
internal sealed class ReceivedAcceptance(
    IWriteBatch batch, IReceivedRows rows, IAwaitedEvents awaited, MessageAcceptance messages, Catalog.Catalog catalog)
{
    /// <param name="request">Its new messages are given their seqs here.</param>
    /// <param name="offered">Of each event, who gets it at once; null of those that aren't new.</param>
    public ReceivedResult Accept(ReceivedRequest request, Offered?[] offered)
    {
        if (catalog.Application(request.ApplicationId) is null)
            return default;
        if (request.Repeat is { } repeat && Owner(repeat, batch.Now) is not null)
            return ReceivedResult.NotDecided;
        var outcomes = new ReceivedOutcome[request.Events.Length];
        var first = batch.NextSeq;
        var now = batch.Now;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (message, keys) = request.Events[i];
            offered[i] = null;
            var sighting = awaited.SightingOf(message);
            if ((Late(sighting, message, keys, now) ?? Claim(keys, batch.NextSeq, now)) is { } earlier)
            {
                outcomes[i] = new ReceivedOutcome(IsDuplicate: true, earlier);
                continue;
            }

            message.Seq = batch.TakeSeq();
            offered[i] = messages.AcceptReceived(message);
            sighting?.Fulfil();
            outcomes[i] = new ReceivedOutcome(IsDuplicate: false, message.Seq);
        }

        if (batch.NextSeq > first)
        {
            rows.AddRequest(request.Details, first, batch.NextSeq - first);
            if (request.Repeat is { } own)
                rows.TakeKey(own, first);
        }

        return new ReceivedResult(outcomes);
    }

    /// <summary>
    /// Whether it is the webhook that an event made of an answer stands for. Only one is, known from then on by its own keys: the next
    /// about the same object is news. Without keys nobody can tell the next from the same one again.
    /// </summary>
    /// <returns>The seq of the event that was made; null when this one is to be judged by its keys.</returns>
    private long? Late(ISighting? sighting, Message message, DuplicateKey[] keys, long now)
    {
        if (sighting?.Earlier() is not { } made)
            return null;
        if (keys.Length == 0)
            return made;
        if (Owner(keys, now) is not null)
            return null;
        var late = DuplicateKey.Create(message.ApplicationId, DuplicateKeyKind.Late, made.ToString(CultureInfo.InvariantCulture), keys[0].Expires);
        if (Owner(late, now) is not null)
            return null;
        rows.TakeKey(late, made);
        Take(keys, made);
        return made;
    }

    /// <summary>Takes all keys for this seq, or none.</summary>
    /// <returns>The seq that has one of them; null when they were all free.</returns>
    private long? Claim(DuplicateKey[] keys, long seq, long now)
    {
        if (Owner(keys, now) is { } earlier)
            return earlier;
        Take(keys, seq);
        return null;
    }

    private long? Owner(DuplicateKey[] keys, long now)
    {
        foreach (var key in keys)
            if (Owner(key, now) is { } seq)
                return seq;
        return null;
    }

    /// <summary>The seq that has the key still: one that has expired is free.</summary>
    private long? Owner(DuplicateKey key, long now) => rows.FindOwner(key.Hash) is { } owner && owner.Expires > now ? owner.Seq : null;

    private void Take(DuplicateKey[] keys, long seq)
    {
        foreach (var key in keys)
            rows.TakeKey(key, seq);
    }
}
