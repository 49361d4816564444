using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>A message to an application, as the server shows it.</summary>
public record Message
{
    /// <summary><c>msg_…</c>, which receivers get as <c>webhook-id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Your own name for it, if it has one.</summary>
    public string? EventId { get; init; }

    /// <summary>What it is about.</summary>
    public required string EventType { get; init; }

    /// <summary>What is delivered; <c>{"rawPayload": "…"}</c> of one that isn't JSON, <c>{"expired": true}</c> once it was removed, <c>{}</c> when it wasn't asked for.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>Those that it names; null: none.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>For searching; null: none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>It isn't sent before; null: it is sent at once.</summary>
    public DateTimeOffset? DeliverAt { get; init; }
}

/// <summary>A message to be sent. Exactly one of <see cref="Payload"/> and <see cref="RawPayload"/> is given.</summary>
public sealed record MessageInput
{
    /// <summary>What it is about: <c>invoice.paid</c>. It needn't be a registered event type.</summary>
    public required string EventType { get; init; }

    /// <summary>What is delivered.</summary>
    public JsonObject? Payload { get; init; }

    /// <summary>What is delivered, as text: JSON that is to stay as it is byte for byte, or what isn't JSON.</summary>
    public string? RawPayload { get; init; }

    /// <summary>The media type of <see cref="RawPayload"/>; null: <c>application/json</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Your own name for it, unique in its application: a second message of that name is refused (409). It doesn't begin with <c>msg_</c>.</summary>
    public string? EventId { get; init; }

    /// <summary>1 to 5: endpoints that have channels get it only if they have one of these. Null: such endpoints don't get it.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>For searching, up to 5.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>It isn't sent before; null: it is sent at once.</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    /// <summary>How long the payload is kept, 1 hour to 90 days in whole hours; null: as long as the server keeps messages.</summary>
    public TimeSpan? PayloadRetention { get; init; }

    /// <summary>The application is made of this when there is none; its uid is the one that the message is sent to.</summary>
    public ApplicationInput? Application { get; init; }
}

/// <summary>Which messages are wanted; all that are given must hold.</summary>
public sealed record MessageFilter
{
    /// <summary>Any of these; null: all.</summary>
    public IReadOnlyCollection<string>? EventTypes { get; init; }

    /// <summary>Naming this channel.</summary>
    public string? Channel { get; init; }

    /// <summary>With this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Accepted then or after.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Whether payloads are in the answer.</summary>
    /// <value>Default true.</value>
    public bool WithContent { get; init; } = true;
}
