using System.Text.Json;
using Ringback.Core.Accept;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Messages;

/// <summary>A message as the API shows it.</summary>
/// <param name="EventId">The caller's own name for it, unique in its application.</param>
/// <param name="EventType">What it is about.</param>
/// <param name="Payload">
/// As it was sent; <c>{}</c> when it wasn't asked for, <c>{"expired":true}</c> once it was dropped, and
/// <c>{"rawPayload":"…"}</c> of a text sent in its place.
/// </param>
/// <param name="Channels">Only endpoints with one of these get it, and those without any.</param>
/// <param name="Id"><c>msg_…</c></param>
/// <param name="Timestamp">When it was accepted.</param>
/// <param name="Tags">For finding it.</param>
/// <param name="DeliverAt">When it is delivered, if not at once.</param>
internal sealed record MessageOut(
    string? EventId,
    string EventType,
    RawJson Payload,
    IReadOnlyList<string>? Channels,
    string Id,
    Timestamp Timestamp,
    IReadOnlyList<string>? Tags,
    Timestamp? DeliverAt)
{
    /// <param name="message">With its payload, if that was asked for.</param>
    /// <param name="withContent">Whether it was.</param>
    /// <param name="now">Unix milliseconds: what has expired isn't shown, though it may not be dropped yet.</param>
    public static MessageOut Of(Message message, bool withContent, long now) => new(
        message.EventId, message.EventType, PayloadOf(message, withContent, now), message.Channels, message.PublicId,
        message.AcceptedAt, message.Tags, message.DeliverAt is { } at ? new Timestamp(at) : null);

    public static RawJson PayloadOf(Message message, bool withContent, long now) =>
        !withContent ? RawJson.Empty
        : message.Payload is not { } payload || message.ExpiresAt <= now ? RawJson.Expired
        : message.ContentType is null ? new RawJson(payload)
        : RawPayload.Show(payload);

    /// <summary>As the serializer writes a <see cref="MessageOut"/>, without making one: for the answer to a POST.</summary>
    public static void Write(Utf8JsonWriter json, Message message, bool withContent, long now)
    {
        json.WriteStartObject();
        json.WriteString("eventId"u8, message.EventId);
        json.WriteString("eventType"u8, message.EventType);
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(PayloadOf(message, withContent, now).Utf8.Span, skipInputValidation: true);
        WriteTexts(json, "channels"u8, message.Channels);
        Span<byte> id = stackalloc byte[4 + Ksuid.TextLength];
        "msg_"u8.CopyTo(id);
        message.Id.TryFormat(id[4..]);
        json.WriteString("id"u8, id);
        WriteTime(json, "timestamp"u8, message.AcceptedAt);
        WriteTexts(json, "tags"u8, message.Tags);
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
