using System.Runtime.InteropServices;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Route;

namespace Ringback.Core.Accept;

/// <summary>
/// The rule of accepting: which message is new, and what becomes of one that is. Its keys, its row and its deliveries are written in the
/// batch under way.
/// </summary>
internal sealed class MessageAcceptance(
    IWriteBatch batch, IAcceptRows rows, Catalog.Catalog catalog, RouteTable routes, FanOuts fanOuts, ISentMessages sent)
{
    /// <value>Destinations that one commit takes; more are expanded by a job.</value>
    public const int FanOutChunk = 1000;

    private readonly List<int> _matches = [];

    /// <summary>Accepts one message, unless a key of it is on record.</summary>
    /// <param name="message">Given its seq here.</param>
    /// <param name="destinations">Who gets it at once; empty when nobody does, or a job expands it.</param>
    public Accepted Accept(NewMessage message, out int[] destinations)
    {
        destinations = [];
        if (message.Key is { } key && Known(key) is { } known)
            return known;
        var content = message.Message;
        if (catalog.Application(content.ApplicationId) is null)
            return new Accepted(AcceptStatus.ApplicationGone, null);
        var seq = content.Seq = batch.TakeSeq();
        if (content.EventId is { } eventId && !rows.TryTakeEventId(content.ApplicationId, eventId, seq))
            return new Accepted(AcceptStatus.DuplicateEventId, null);

        rows.AddMessage(content);
        if (message.Key is { } fresh)
            rows.KeepKey(fresh, seq, content.AcceptedAt + fresh.Lifetime);
        sent.MessageSent(content);
        destinations = message.OnlyEndpoint is { } only ? AddWork(content, [only]) : Route(content);
        return new Accepted(AcceptStatus.Accepted, content);
    }

    /// <summary>Accepts a message that something in this batch gave rise to.</summary>
    public void Emit(NewMessage message)
    {
        Accept(message, out var destinations);
        if (destinations.Length > 0)
            rows.OfferAfterCommit(message.Message, destinations);
    }

    /// <summary>Accepts what came from outside and was found to be new.</summary>
    /// <param name="message">Has its seq.</param>
    /// <returns>Who gets it at once.</returns>
    public int[] AcceptReceived(Message message)
    {
        rows.AddMessage(message);
        return Route(message);
    }

    /// <summary>Adds a message's deliveries; what is for a disabled endpoint is on record as canceled, to be recovered.</summary>
    /// <returns>The endpoints whose deliveries are due at once.</returns>
    public int[] AddWork(Message message, ReadOnlySpan<int> endpoints)
    {
        var enabled = new int[endpoints.Length];
        var count = 0;
        foreach (var id in endpoints)
        {
            if (catalog.Destination(id) is not { } destination)
                continue;
            if (destination.Disabled)
                rows.AddCanceled(message, id);
            else
                enabled[count++] = id;
        }

        if (count < enabled.Length)
            enabled = enabled[..count];
        if (count == 0)
            return enabled;
        var due = message.DeliverAt is { } at && at > batch.Now ? message.DeliverAt : null;
        rows.AddWork(message, enabled, due);
        return due is null ? enabled : [];
    }

    /// <summary>What an idempotency key has to say; null when it is free.</summary>
    private Accepted? Known(IdempotencyKey key)
    {
        if (rows.FindKey(key) is not { Seq: { } seq } kept || !kept.IsGood(batch.Now))
            return null;
        if (kept.Body != key.Body)
            return new Accepted(AcceptStatus.KeyReused, null);
        // Its message may be gone before it: then there is nothing to be told again.
        return rows.FindMessage(seq) is { } message ? new Accepted(AcceptStatus.Replayed, message) : null;
    }

    private int[] Route(Message message)
    {
        var application = routes.ForApplication(message.ApplicationId);
        _matches.Clear();
        var (more, operations) = application.Match(message.EventType, message.Channels, 0, FanOutChunk, _matches);
        if (!more)
            application.Filter(message, _matches, operations);
        if (_matches.Count == 0)
            return [];
        if (!more && !(fanOuts.AreUnderWay(message.ApplicationId) && catalog.EndpointsOf(message.ApplicationId).HasFifo))
            return AddWork(message, CollectionsMarshal.AsSpan(_matches));
        rows.StartFanOut(message);
        fanOuts.Began(message.ApplicationId);
        return [];
    }
}
