using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ringback.Client.Api;

/// <summary>A message as the API takes it.</summary>
internal sealed record MessageRequest(
    string EventType, JsonObject Payload, string? EventId, IReadOnlyList<string>? Channels, IReadOnlyList<string>? Tags, DateTimeOffset? DeliverAt,
    int? PayloadRetentionHours, ApplicationInput? Application, [property: JsonPropertyName("transformationsParams")] RawPayloadRequest? Raw)
{
    private const string Json = "application/json";

    /// <exception cref="ArgumentException">It can't be said to the API.</exception>
    public static MessageRequest CreateFrom(MessageInput message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Payload is null == message.RawPayload is null) throw new ArgumentException("Set Payload or RawPayload, not both.", nameof(message));
        if (message.PayloadRetention is { } kept && kept.Ticks % TimeSpan.TicksPerHour != 0) throw new ArgumentException("PayloadRetention is in whole hours.", nameof(message));
        return new(
            message.EventType, message.Payload ?? [], message.EventId, message.Channels, message.Tags, message.DeliverAt,
            (int?)message.PayloadRetention?.TotalHours, message.Application,
            message.RawPayload is { } raw ? new(raw, new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = message.ContentType ?? Json }) : null);
    }
}

internal sealed record RawPayloadRequest(string RawPayload, IReadOnlyDictionary<string, string> Headers);
