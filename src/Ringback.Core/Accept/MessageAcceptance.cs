using System.Runtime.InteropServices;
using Ringback.Core.Catalog;
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

    // Of the message under way: emptied for each, and never much longer than a chunk.
    private readonly List<int> _matches = [];

    /// <summary>Accepts one message, unless a key of it is on record.</summary>
    /// <param name="message">Given its seq here.</param>
    /// <param name="offered">Who gets it at once; none when nobody does, or a job expands it.</param>
    public Accepted Accept(NewMessage message, out Offered offered)
    {
        offered = Offered.None;
        if (message.Key is { } key && Known(key) is { } known)
            return known;
        var content = message.Message;
        if (catalog.Application(content.ApplicationId) is null)
            return new Accepted(AcceptStatus.ApplicationGone, null);
        var seq = content.Seq = batch.TakeSeq();
        if (content.EventId is { } eventId && !rows.TryTakeEventId(content.ApplicationId, eventId, seq))
            return new Accepted(AcceptStatus.DuplicateEventId, null);

        var plan = message.OnlyEndpoint is { } only ? Plan(content, [only], mayBeDirect: true) : Route(content);
        rows.AddMessage(content, plan.Direct);
        if (message.Key is { } fresh)
            rows.KeepKey(fresh, seq, content.AcceptedAt + fresh.Lifetime);
        sent.MessageSent(content);
        offered = Write(content, plan);
        return new Accepted(AcceptStatus.Accepted, content);
    }

    /// <summary>Accepts a message that something in this batch gave rise to.</summary>
    public void Emit(NewMessage message)
    {
        Accept(message, out var offered);
        if (offered.Endpoints.Length > 0)
            rows.OfferAfterCommit(message.Message, offered);
    }

    /// <summary>Accepts what came from outside and was found to be new.</summary>
    /// <param name="message">Has its seq.</param>
    /// <returns>Who gets it at once.</returns>
    public Offered AcceptReceived(Message message)
    {
        var plan = Route(message);
        rows.AddMessage(message, plan.Direct);
        return Write(message, plan);
    }

    /// <summary>Adds deliveries of a message that is on record, each with a row of work; what is for a disabled endpoint is canceled, to be recovered.</summary>
    /// <returns>Whose deliveries are due at once.</returns>
    public Offered AddWork(Message message, ReadOnlySpan<int> endpoints) => Write(message, Plan(message, endpoints, mayBeDirect: false));

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

    private DeliveryPlan Route(Message message)
    {
        var application = routes.ForApplication(message.ApplicationId);
        _matches.Clear();
        var (more, operations) = application.Match(message.EventType, message.Channels, 0, FanOutChunk, _matches);
        if (!more)
            application.Filter(message, _matches, operations);
        if (_matches.Count == 0)
            return DeliveryPlan.Nobody;
        return more || (fanOuts.AreUnderWay(message.ApplicationId) && catalog.EndpointsOf(message.ApplicationId).HasFifo)
            ? DeliveryPlan.ByJob
            : Plan(message, CollectionsMarshal.AsSpan(_matches), mayBeDirect: true);
    }

    /// <summary>Which deliveries a message has. In a FIFO lane none is direct: its order is that of the rows.</summary>
    private DeliveryPlan Plan(Message message, ReadOnlySpan<int> endpoints, bool mayBeDirect)
    {
        var due = message.DeliverAt is { } at && at > batch.Now ? message.DeliverAt : null;
        var enabled = new int[endpoints.Length];
        var (direct, end) = (0, endpoints.Length);
        List<int>? canceled = null;
        foreach (var id in endpoints)
        {
            if (catalog.Destination(id) is not { } destination)
                continue;
            if (destination.Disabled)
                (canceled ??= []).Add(id);
            else if (mayBeDirect && due is null && destination.Order != DeliveryOrder.Fifo && rows.TryReserve(id))
                enabled[direct++] = id;
            else
                enabled[--end] = id;
        }

        // Behind the direct ones come those with a row, in the order in which they were found.
        var count = direct + endpoints.Length - end;
        enabled.AsSpan(end).Reverse();
        if (end > direct && end < enabled.Length)
            enabled.AsSpan(end).CopyTo(enabled.AsSpan(direct));
        return new DeliveryPlan(count == enabled.Length ? enabled : enabled[..count], direct, canceled, due, IsByJob: false);
    }

    private Offered Write(Message message, in DeliveryPlan plan)
    {
        if (plan.IsByJob)
        {
            rows.StartFanOut(message);
            fanOuts.Began(message.ApplicationId);
        }

        foreach (var endpoint in plan.Canceled ?? [])
            rows.AddCanceled(message, endpoint);
        if (plan.WithRow.Length > 0)
            rows.AddWork(message, plan.WithRow, plan.Due);
        return plan.Due is null ? new Offered(plan.Endpoints, plan.DirectCount) : Offered.None;
    }

    /// <param name="Endpoints">Those of direct deliveries first.</param>
    /// <param name="DirectCount">How many these are.</param>
    /// <param name="Canceled">Endpoints that are disabled.</param>
    /// <param name="Due">Unix milliseconds before which none is tried.</param>
    /// <param name="IsByJob">A job expands the message.</param>
    private readonly record struct DeliveryPlan(int[] Endpoints, int DirectCount, List<int>? Canceled, long? Due, bool IsByJob)
    {
        public static readonly DeliveryPlan Nobody = new([], 0, null, null, IsByJob: false);

        public static readonly DeliveryPlan ByJob = new([], 0, null, null, IsByJob: true);

        public ReadOnlySpan<int> Direct => Endpoints.AsSpan(0, DirectCount);

        public ReadOnlySpan<int> WithRow => Endpoints.AsSpan(DirectCount);
    }
}
