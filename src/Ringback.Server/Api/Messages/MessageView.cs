using System.Text.Json;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Messages;

/// <summary>
/// A message as the API shows it: its payload byte for byte; <c>{}</c> when it wasn't asked for, <c>{"expired":true}</c> once it was
/// dropped, <c>{"rawPayload":"…"}</c> of a text sent in its place.
/// </summary>
internal static class MessageView
{
    /// <param name="message">With its payload, if that was asked for.</param>
    /// <param name="withContent">Whether it was.</param>
    /// <param name="now">Unix milliseconds: what has expired isn't shown, though it may not be dropped yet.</param>
    public static MessageOut FromMessage(Message message, bool withContent, long now) => new()
    {
        Id = message.PublicId,
        EventId = message.EventId,
        EventType = message.EventType,
        Payload = PayloadOf(message, withContent, now),
        Channels = message.Channels,
        Tags = message.Tags,
        Timestamp = message.AcceptedAt,
        DeliverAt = TimeOf(message.DeliverAt),
    };

    public static Timestamp? TimeOf(long? unixMs) => unixMs is { } time ? new Timestamp(time) : null;

    public static RawJson PayloadOf(Message message, bool withContent, long now) =>
        !withContent ? RawJson.Empty
        : message.Payload is not { } payload || IsExpired(message, now) ? RawJson.Expired
        : new RawJson(payload, IsText: message.ContentType is not null);

    public static bool IsExpired(Message message, long now) => message.ExpiresAt <= now;

    /// <summary>As the serializer writes a <see cref="MessageOut"/>, without making one: for the answer to a POST.</summary>
    public static void Write(Utf8JsonWriter json, Message message, bool withContent, long now)
    {
        json.WriteStartObject();
        Span<byte> id = stackalloc byte[4 + Ksuid.TextLength];
        "msg_"u8.CopyTo(id);
        message.Id.TryFormat(id[4..]);
        json.WriteString("id"u8, id);
        json.WriteString("eventId"u8, message.EventId);
        json.WriteString("eventType"u8, message.EventType);
        json.WritePropertyName("payload"u8);
        PayloadOf(message, withContent, now).WriteTo(json);
        WriteTexts(json, "channels"u8, message.Channels);
        WriteTexts(json, "tags"u8, message.Tags);
        WriteTime(json, "timestamp"u8, message.AcceptedAt);
        if (message.DeliverAt is { } at) WriteTime(json, "deliverAt"u8, at);
        else json.WriteNull("deliverAt"u8);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long unixMs)
    {
        Span<char> text = stackalloc char[Rfc3339.Length];
        Rfc3339.TryFormat(unixMs, text, out var written);
        json.WriteString(name, text[..written]);
    }
}
