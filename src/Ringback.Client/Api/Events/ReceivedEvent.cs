using System.Text.Json;

namespace Ringback.Client.Api;

/// <summary>A message of a source.</summary>
public sealed record SourceMessage
{
    /// <summary><c>msg_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's id; null when it gives none.</summary>
    public string? EventId { get; init; }

    /// <summary>In the server's letters: <c>orders.create</c> of Shopify's <c>orders/create</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The event; what isn't JSON is text or base64.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }
}

/// <summary>An event of a source with the request that brought it.</summary>
public sealed record ReceivedEvent
{
    /// <summary><c>msg_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's id; null when it gives none.</summary>
    public string? EventId { get; init; }

    /// <summary>In the server's letters.</summary>
    public required string EventType { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary><c>received</c>, <c>reconciled</c> (asked for, since it didn't come) or <c>scheduled</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Null unless received.</summary>
    public string? Method { get; init; }

    /// <summary>What stood behind the token in the URL, with the query; null unless received.</summary>
    public string? Path { get; init; }

    /// <summary>Who called.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>As they came; values that are secrets are <c>***</c>.</summary>
    public IReadOnlyList<ReceivedHeader> Headers { get; init; } = [];

    /// <summary>The body's bytes as they came (base64 on the wire); null once it was dropped.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What pointers and conditions read the event as: <c>json</c>, <c>form</c>, <c>multipart</c> or <c>unreadable</c>; null once it was dropped.</summary>
    public string? BodyFormat { get; init; }

    /// <summary>Why no pointer and no condition can look into the event; null when they can.</summary>
    public string? BodyProblem { get; init; }

    /// <summary>How many new events the request brought.</summary>
    public int EventsOfRequest { get; init; }

    /// <summary>How often it came again.</summary>
    public DuplicateCount? Duplicates { get; init; }
}

/// <summary>A header line.</summary>
public sealed record ReceivedHeader(string Name, string Value);

/// <summary>What came though it had come before.</summary>
/// <param name="Count">Without the first.</param>
/// <param name="Last">When; null when there was none.</param>
public sealed record DuplicateCount(long Count, DateTimeOffset? Last);

/// <summary>What a source refused.</summary>
public sealed record RefusedRequests
{
    /// <summary>The last ones, newest first.</summary>
    public IReadOnlyList<RefusedRequest> Data { get; init; } = [];

    /// <summary>How many for each reason, also of those that weren't kept.</summary>
    public IReadOnlyList<RefusedCount> Counts { get; init; } = [];

    /// <summary>What was taken though it had come before: answered 2xx, and not processed.</summary>
    public DuplicateCount? Duplicates { get; init; }
}

/// <summary>A request that was refused.</summary>
public sealed record RefusedRequest
{
    /// <summary>Its number.</summary>
    public required string Id { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>What it was answered.</summary>
    public int Status { get; init; }

    /// <summary>For programs: <c>no_match</c>, <c>too_old</c>, <c>too_large</c> and so on.</summary>
    public required string Reason { get; init; }

    /// <summary>For people.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of HTTP.</summary>
    public string Method { get; init; } = "";

    /// <summary>What stood behind the token in the URL, with the query.</summary>
    public string Path { get; init; } = "";

    /// <summary>Who called.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>As they came; values that are secrets are <c>***</c>.</summary>
    public IReadOnlyList<ReceivedHeader> Headers { get; init; } = [];

    /// <summary>The beginning of the body (base64 on the wire); empty when it wasn't read.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>In bytes; null when it isn't known.</summary>
    public long? BodyLength { get; init; }
}

/// <summary>How many were refused for a reason.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Count">Since the source was made.</param>
/// <param name="Last">When the last one came.</param>
public sealed record RefusedCount(string Reason, long Count, DateTimeOffset Last);
