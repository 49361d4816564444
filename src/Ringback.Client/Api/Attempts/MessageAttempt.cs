using System.Text.Json.Serialization;

namespace Ringback.Client.Api;

/// <summary>One try to deliver a message to an endpoint.</summary>
public sealed record MessageAttempt
{
    /// <summary><c>atmpt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The message, <c>msg_…</c>.</summary>
    [JsonPropertyName("msgId")]
    public required string MessageId { get; init; }

    /// <summary>The endpoint, <c>ep_…</c>.</summary>
    public required string EndpointId { get; init; }

    /// <summary>What was called.</summary>
    public string Url { get; init; } = "";

    /// <summary>The body of the answer, its first 16 KiB, or why there was none; empty when it wasn't asked for.</summary>
    public string Response { get; init; } = "";

    /// <summary>Of HTTP; 0 when nothing came back.</summary>
    public int ResponseStatusCode { get; init; }

    /// <summary>From connecting to the end of the answer, in milliseconds.</summary>
    public long ResponseDurationMs { get; init; }

    /// <summary><c>success</c>, <c>fail</c> and so on, as in <see cref="AttemptFilter.Status"/>.</summary>
    [JsonPropertyName("statusText")]
    public required string Status { get; init; }

    /// <summary>0: it was due. 1: somebody asked for it.</summary>
    public int TriggerType { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Its message; null when it wasn't asked for.</summary>
    [JsonPropertyName("msg")]
    public Message? Message { get; init; }
}

/// <summary>A message as it went to one endpoint.</summary>
public sealed record EndpointMessage : Message
{
    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c>, <c>sending</c> or <c>canceled</c>.</summary>
    [JsonPropertyName("statusText")]
    public required string Status { get; init; }

    /// <summary>When it is tried again; null when it has no due time, or has ended.</summary>
    public DateTimeOffset? NextAttempt { get; init; }
}

/// <summary>An endpoint as one message went to it.</summary>
public sealed record MessageDestination : Endpoint
{
    /// <summary><c>success</c>, <c>pending</c>, <c>fail</c>, <c>sending</c> or <c>canceled</c>.</summary>
    [JsonPropertyName("statusText")]
    public required string Status { get; init; }

    /// <summary>When it is tried again; null when it has no due time, or has ended.</summary>
    public DateTimeOffset? NextAttempt { get; init; }
}
