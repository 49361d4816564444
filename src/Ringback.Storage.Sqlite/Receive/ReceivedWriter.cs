using System.Globalization;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Reconcile;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>
/// Keeps the events of a request that are new. Six B-tree inserts for one with an id and one delivery: message, its id, its
/// application's list, work, the key, the request. The messages of a request follow each other, so that none has to name it.
/// </summary>
internal sealed class ReceivedWriter(WriteSession session)
{
    private readonly Statement _insert = session.Database.Prepare(
        "insert into received (seq, events, origin, method, target, remote, headers, body) values (?, ?, ?, ?, ?, ?, ?, ?)");

    public DuplicateCounts Duplicates { get; } = new();

    public SeenKeys Seen { get; } = new();

    /// <param name="request">Its new messages are given their seqs here.</param>
    /// <param name="destinations">Of each event, who gets it at once; null of those that aren't new.</param>
    public ReceivedResult Insert(ReceivedRequest request, int[]?[] destinations)
    {
        if (session.Catalog.Application(request.ApplicationId) is null)
            return default;
        var outcomes = new ReceivedOutcome[request.Events.Length];
        var first = session.NextSeq;
        var now = session.Now;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (message, keys) = request.Events[i];
            destinations[i] = null;
            var sighting = session.Expectations.See(message);
            if ((Late(sighting, message, keys, now) ?? Claim(keys, session.NextSeq, now)) is { } earlier)
            {
                outcomes[i] = new ReceivedOutcome(IsDuplicate: true, earlier);
                continue;
            }

            message.Seq = session.NextSeq++;
            destinations[i] = session.Messages.InsertReceived(message);
            session.Expectations.Came(sighting, message);
            outcomes[i] = new ReceivedOutcome(IsDuplicate: false, message.Seq);
        }

        if (session.NextSeq > first)
            InsertDetails(request.Details, first, session.NextSeq - first);
        return new ReceivedResult(outcomes);
    }

    /// <summary>After the commit: tells who waits for that.</summary>
    /// <param name="destinations">As <see cref="Insert"/> left them.</param>
    public void Tell(ReceivedRequest request, ReceivedOutcome[] outcomes, int[]?[] destinations)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (message, keys) = request.Events[i];
            if (destinations[i] is not { } receivers)
            {
                Duplicates.Add(request.ApplicationId, outcomes[i].Seq, message.AcceptedAt);
                continue;
            }

            // Only now: what is seen here is answered without asking the store.
            foreach (var key in keys)
                Seen.Learn(key, outcomes[i].Seq);
            if (receivers.Length > 0)
                session.Intake.Offer(message, receivers);
            StageMetrics.Routed(receivers.Length);
        }
    }

    /// <summary>
    /// Whether it is the webhook that an event made of an answer stands for. Only one is, known from then on by its own keys: the next
    /// about the same object is news. Without keys nobody can tell the next from the same one again.
    /// </summary>
    /// <returns>The seq of the event that was made; null when this one is to be judged by its keys.</returns>
    private long? Late(in Sighting sighting, Message message, DuplicateKey[] keys, long now)
    {
        if (session.Expectations.Earlier(sighting, message) is not { } made)
            return null;
        if (keys.Length == 0)
            return made;
        var dedupe = session.Messages.Dedupe;
        foreach (var key in keys)
            if (dedupe.Find(key.Hash, now) is { Seq: { } })
                return null;
        var late = DuplicateKey.Of(message.ApplicationId, DuplicateKeyKind.Late, made.ToString(CultureInfo.InvariantCulture), keys[0].Expires);
        if (dedupe.Claim(late, made, now) is not null)
            return null;
        foreach (var key in keys)
            dedupe.Claim(key, made, now);
        return made;
    }

    /// <summary>Takes all keys for this seq, or none.</summary>
    /// <returns>The seq that has one of them; null when they were all free.</returns>
    private long? Claim(DuplicateKey[] keys, long seq, long now)
    {
        var dedupe = session.Messages.Dedupe;
        if (keys.Length == 1)
            return dedupe.Claim(keys[0], seq, now);
        foreach (var key in keys)
            if (dedupe.Find(key.Hash, now) is { Seq: { } earlier })
                return earlier;
        foreach (var key in keys)
            dedupe.Claim(key, seq, now);
        return null;
    }

    private void InsertDetails(ReceivedDetails details, long first, long events)
    {
        _insert.Bind(first).Bind(events).Bind((long)details.Origin).Bind(details.Method).Bind(details.Target)
            .Bind(details.RemoteAddress).Bind(details.Headers.Span);
        if (details.Body is { } body)
            _insert.Bind(body.Span).Run();
        else
            _insert.BindNull().Run();
    }
}
