using Ringback.Core.Messages;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Poller;

/// <summary>Messages as pollers get them.</summary>
internal static class PollerView
{
    /// <summary>Without headers: an endpoint's own may hold credentials, and are for those whom we call.</summary>
    public static PollingEndpointMessageOut FromMessage(Message message, long now) => new()
    {
        Id = message.PublicId,
        EventId = message.EventId,
        EventType = message.EventType,
        Payload = MessageView.PayloadOf(message, withContent: true, now),
        Channels = message.Channels,
        Tags = message.Tags,
        Timestamp = message.AcceptedAt,
        DeliverAt = MessageView.TimeOf(message.DeliverAt),
        Headers = null,
    };
}
