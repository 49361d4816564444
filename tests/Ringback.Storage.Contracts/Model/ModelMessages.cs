using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Model;

/// <summary>Messages, and where each went: a delivery that has work is pending, whatever it came to before.</summary>
internal sealed class ModelMessages(ModelState state) : IMessageHistory
{
    private const long Hour = 3_600_000;

    public ValueTask<Message?> FindAsync(int application, string idOrEventId, bool withPayload) =>
        state.Look(() =>
        {
            var seq = state.EventIds.Find(known => known.Application == application && known.EventId == idOrEventId)?.Seq;
            var found = state.Messages.Find(message => message.Seq == seq || message.PublicId == idOrEventId);
            return found?.ApplicationId == application ? Shown(found, withPayload) : null;
        });

    public ValueTask<long> PayloadBytesAsync(Message message) =>
        state.Look(() => (long)(state.Message(message.Seq)?.Payload?.Length ?? 0));

    public ValueTask<HistoryPage<Message>> ListAsync(int application, MessageFilter filter, PageRequest page, bool withPayload) =>
        state.Look(() => ModelPages.Of(
            state.Messages.Where(message => message.ApplicationId == application).Select(message => new ListRow<Message>(
                message.Seq, message.Id, Takes(filter, message), () => Shown(message, withPayload))),
            page, id => PositionOf(state, id), static message => PageRequest.RowBytes + message.Size));

    public ValueTask<HistoryPage<EndpointMessage>> OfEndpointAsync(int endpoint, DeliveryFilter filter, PageRequest page, bool withPayload) =>
        state.Look(() => ModelPages.Of(
            Of(state, endpoint).Where(row => IsListed(filter, row)).Select(row => new ListRow<EndpointMessage>(
                row.Message.Seq, row.Message.Id, Takes(filter, row.Message) && HasState(filter, row),
                () => row with { Message = Shown(row.Message, withPayload) })),
            page, id => PositionOf(state, id), static row => PageRequest.RowBytes + row.Message.Size));

    public ValueTask<HistoryPage<MessageDestination>> DestinationsAsync(Message message, PageRequest page) =>
        state.Look(() =>
        {
            var rows = state.Deliveries.Where(delivery => delivery.Seq == message.Seq)
                .Select(delivery => new MessageDestination(delivery.Endpoint, state.NameOf(delivery.Endpoint), delivery.State, null))
                .Concat(state.Work.Where(work => work.Seq == message.Seq && state.Catalog.Destination(work.Endpoint) is not null)
                    .Select(work => new MessageDestination(work.Endpoint, state.NameOf(work.Endpoint), DeliveryState.Pending, work.Due)))
                .Where(static row => !Sequences.IsOperation(row.Endpoint))
                // What stands in both is shown as work.
                .GroupBy(static row => row.Endpoint, static (_, both) => both.Last())
                .OrderBy(static row => row.Endpoint).ToList();
            return ModelPages.Of(
                rows.Select(row => new ListRow<MessageDestination>(row.Endpoint, row.EndpointId, Matches: true, () => row)),
                page, id => rows.Find(row => row.EndpointId == id)?.Endpoint, static _ => 0);
        });

    /// <summary>
    /// Whole hours count every end of a delivery; parts of hours count what succeeded by each attempt, and what failed by the last one.
    /// What was canceled counts with the whole hour.
    /// </summary>
    public ValueTask<EndpointStatistics> StatisticsAsync(int endpoint, long since, long until) =>
        state.Look(() =>
        {
            var (first, end) = ((since + Hour - 1) / Hour * Hour, until / Hour * Hour);
            bool IsPart(long at) => at >= since && at < until && (at < first || at >= end);
            bool IsWhole(long at) => first < end && at >= first && at < end;
            bool Touches(long at) => until > since && at >= since / Hour * Hour && at / Hour <= (until - 1) / Hour;
            var ends = state.Ends.Where(ended => ended.Endpoint == endpoint).ToList();
            var attempts = state.Attempts.Where(attempt => attempt.Endpoint == endpoint && IsPart(attempt.EndedAt)).ToList();
            return new EndpointStatistics(
                ends.Count(ended => ended.State == DeliveryState.Success && IsWhole(ended.At))
                    + attempts.Count(static attempt => attempt.Attempt.State == DeliveryState.Success),
                state.Work.Count(work => work.Endpoint == endpoint && state.Message(work.Seq) is { } message && message.AcceptedAt >= since && message.AcceptedAt < until),
                ends.Count(ended => ended.State == DeliveryState.Fail && IsWhole(ended.At)) + attempts.Count(IsLastOfFailed),
                ends.Count(ended => ended.State == DeliveryState.Canceled && Touches(ended.At)));
        });

    /// <summary>An endpoint's messages that are kept, in the order of commit.</summary>
    public static List<EndpointMessage> Of(ModelState state, int endpoint) =>
        [.. state.Messages.Select(message =>
            state.Work.Find(work => work.Seq == message.Seq && work.Endpoint == endpoint) is { } work
                ? new EndpointMessage(message, DeliveryState.Pending, work.Due)
                : state.Deliveries.Find(delivery => delivery.Seq == message.Seq && delivery.Endpoint == endpoint) is { } delivery
                    ? new EndpointMessage(message, delivery.State, null)
                    : null).OfType<EndpointMessage>()];

    public static bool Takes(MessageFilter filter, Message message) =>
        filter.EventTypes?.Contains(message.EventType) != false
        && (filter.Channel is null || message.Channels?.Contains(filter.Channel) == true)
        && (filter.Tag is null || message.Tags?.Contains(filter.Tag) == true)
        && (filter.EventId is null || message.EventId == filter.EventId)
        && message.AcceptedAt >= (filter.After ?? long.MinValue)
        && message.AcceptedAt < (filter.Before ?? long.MaxValue);

    public static bool HasState(DeliveryFilter filter, EndpointMessage row)
    {
        var isFlying = row is { State: DeliveryState.Pending, NextAttempt: null } && filter.InFlight.Contains(row.Message.Seq);
        return filter.State switch
        {
            null => true,
            DeliveryState.Sending => isFlying,
            DeliveryState.Pending => row.State == DeliveryState.Pending && !isFlying,
            DeliveryState.Fail or DeliveryState.Canceled when !filter.Expanded => row.State is DeliveryState.Fail or DeliveryState.Canceled,
            _ => row.State == filter.State,
        };
    }

    /// <summary>Of work, or of deliveries that ended, or of those that failed: what else there is doesn't end a page.</summary>
    public static bool IsListed(DeliveryFilter filter, EndpointMessage row) => filter.State switch
    {
        null => true,
        DeliveryState.Success => row.State != DeliveryState.Pending,
        DeliveryState.Fail or DeliveryState.Canceled => row.State is DeliveryState.Fail or DeliveryState.Canceled,
        _ => row.State == DeliveryState.Pending,
    };

    public static long? PositionOf(ModelState state, Ksuid id) => state.Messages.Find(message => message.Id == id)?.Seq;

    public static Message Shown(Message message, bool withPayload) => withPayload ? message : WithoutPayload(message);

    public static Message WithoutPayload(Message message) => new()
    {
        Seq = message.Seq,
        Id = message.Id,
        ApplicationId = message.ApplicationId,
        EventType = message.EventType,
        EventId = message.EventId,
        Channels = message.Channels,
        Tags = message.Tags,
        AcceptedAt = message.AcceptedAt,
        DeliverAt = message.DeliverAt,
        ExpiresAt = message.ExpiresAt,
        ContentType = message.ContentType,
        TraceParent = message.TraceParent,
    };

    private bool IsLastOfFailed(AttemptRow attempt) =>
        attempt.Attempt.State != DeliveryState.Success
        && state.Deliveries.Exists(delivery => delivery.Seq == attempt.Seq && delivery.Endpoint == attempt.Endpoint && delivery.State == DeliveryState.Fail)
        && !state.Attempts.Exists(later => later.Seq == attempt.Seq && later.Endpoint == attempt.Endpoint && later.Aseq > attempt.Aseq);
}
