using Ringback.Core.Accept;

namespace Ringback.Server.Api.Messages;

/// <summary>A message as its sender wrote it, valid. A struct, read once on the hot path.</summary>
internal struct MessageIn
{
    public string EventType { get; set; }

    public string? EventId { get; set; }

    /// <value>A slice of the body, byte for byte; of a raw payload its text in UTF-8.</value>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <value>Of a raw payload; null for JSON.</value>
    public string? ContentType { get; set; }

    public IReadOnlyList<string>? Channels { get; set; }

    public IReadOnlyList<string>? Tags { get; set; }

    /// <value>Unix milliseconds.</value>
    public long? DeliverAt { get; set; }

    /// <value>How long the payload is kept, in milliseconds; null as long as the server keeps everything.</value>
    public long? Retention { get; set; }

    /// <value>The application to be made when the path's isn't there, as JSON; empty when none was given.</value>
    public ReadOnlyMemory<byte> Application { get; set; }

    /// <summary>The message, not accepted yet.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="application">The application's id in the catalog.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="traceParent">The request's <c>traceparent</c>, if it has one.</param>
    public readonly Message ToMessage(Core.Ids.Ksuid id, int application, long now, string? traceParent) => new()
    {
        Id = id,
        ApplicationId = application,
        EventType = EventType,
        EventId = EventId,
        Channels = Channels,
        Tags = Tags,
        AcceptedAt = now,
        DeliverAt = DeliverAt,
        ExpiresAt = now + Retention,
        Payload = Payload,
        ContentType = ContentType,
        TraceParent = traceParent,
    };
}
