using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Record;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Messages;

/// <summary>Attempts and deliveries as the API shows them.</summary>
internal static class AttemptView
{
    /// <param name="attempt">Its response is empty when it wasn't asked for.</param>
    /// <param name="message">The message as it is shown with the attempt, if that was asked for.</param>
    public static MessageAttemptOut FromAttempt(AttemptEntry attempt, MessageOut? message = null) => new()
    {
        Id = attempt.PublicId,
        MsgId = attempt.Message.PublicId,
        EndpointId = attempt.EndpointId.ToString(IdPrefix.Endpoint),
        Url = attempt.Url,
        Response = Encoding.UTF8.GetString(attempt.Response),
        ResponseStatusCode = attempt.StatusCode,
        ResponseDurationMs = attempt.DurationMs,
        Status = (int)attempt.State,
        TriggerType = attempt.Manual ? 1 : 0,
        Timestamp = attempt.At,
        Msg = message,
    };

    /// <param name="inFlight">The seqs of what is being sent to the endpoint.</param>
    public static EndpointMessageOut FromEndpointMessage(EndpointMessage delivery, HashSet<long> inFlight, bool withContent, bool expanded, long now) => new()
    {
        Id = delivery.Message.PublicId,
        EventId = delivery.Message.EventId,
        EventType = delivery.Message.EventType,
        Payload = MessageView.PayloadOf(delivery.Message, withContent, now),
        Channels = delivery.Message.Channels,
        Tags = delivery.Message.Tags,
        Timestamp = delivery.Message.AcceptedAt,
        DeliverAt = MessageView.TimeOf(delivery.Message.DeliverAt),
        Status = HistoryFilters.StatusNumber(StateOf(delivery.State, delivery.NextAttempt, inFlight.Contains(delivery.Message.Seq)), expanded),
        NextAttempt = MessageView.TimeOf(delivery.NextAttempt),
    };

    /// <summary>Of a deleted endpoint only its id and age are known.</summary>
    public static MessageEndpointOut FromDestination(MessageDestination delivery, Catalog catalog, bool inFlight, bool expanded)
    {
        var endpoint = catalog.Endpoint(delivery.Endpoint) ?? new HttpEndpoint
        {
            Id = delivery.Endpoint,
            Ksuid = delivery.EndpointId,
            ApplicationId = 0,
            Url = "",
            Disabled = true,
            CreatedAt = delivery.EndpointId.UnixMs,
            UpdatedAt = delivery.EndpointId.UnixMs,
        };
        return new MessageEndpointOut(endpoint, HistoryFilters.StatusNumber(StateOf(delivery.State, delivery.NextAttempt, inFlight), expanded), MessageView.TimeOf(delivery.NextAttempt));
    }

    /// <summary>What waits for a time has ended since it was seen in flight.</summary>
    private static DeliveryState StateOf(DeliveryState state, long? next, bool inFlight) =>
        state == DeliveryState.Pending && next is null && inFlight ? DeliveryState.Sending : state;
}
