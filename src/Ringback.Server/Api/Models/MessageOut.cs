using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Models;

internal record MessageOut
{
    [Note("The id that Ringback gives; it never changes and is sent as `webhook-id`.", Examples.Message)]
    public required string Id { get; init; }

    [Note("Your own key for it.", "invoice-1337-paid")]
    public required string? EventId { get; init; }

    [Note("The event type.", "invoice.paid")]
    public required string EventType { get; init; }

    [Note("The payload as it was posted; `{\"expired\": true}` after it was removed.", """{"type":"invoice.paid","invoice":1337}""")]
    public required RawJson Payload { get; init; }

    [Note("The channels of the message; null if it has none.", """["eu"]""")]
    public required IReadOnlyList<string>? Channels { get; init; }

    [Note("Labels for searching.", """["q1"]""")]
    public required IReadOnlyList<string>? Tags { get; init; }

    [Note("When it was accepted.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("The message isn't sent before this time.")]
    public required Timestamp? DeliverAt { get; init; }
}

/// <summary>A message as one endpoint got it.</summary>
internal sealed record EndpointMessageOut : MessageOut
{
    [Note("0 success, 1 pending, 2 fail, 3 sending, 4 canceled.", "0")]
    public required int Status { get; init; }

    [Note("The `status` as a word.", "success")]
    public string StatusText => StatusNames.NameOf(Status);

    [Note("The time of the next attempt; null if it has no due time, or has ended.")]
    public required Timestamp? NextAttempt { get; init; }
}

/// <summary>An endpoint as one message went to it.</summary>
internal sealed record MessageEndpointOut : EndpointOut
{
    [Note("0 success, 1 pending, 2 fail, 3 sending, 4 canceled.", "0")]
    public required int Status { get; init; }

    [Note("The `status` as a word.", "success")]
    public string StatusText => StatusNames.NameOf(Status);

    [Note("The time of the next attempt; null if it has no due time, or has ended.")]
    public required Timestamp? NextAttempt { get; init; }

    public MessageEndpointOut()
    {
    }

    [SetsRequiredMembers]
    public MessageEndpointOut(Endpoint endpoint, int status, Timestamp? nextAttempt)
        : base(endpoint) => (Status, NextAttempt) = (status, nextAttempt);
}

internal sealed record MessageAttemptOut
{
    [Note("The id that Ringback gives; it never changes.", Examples.Attempt)]
    public required string Id { get; init; }

    [Note("The id of the message.", Examples.Message)]
    public required string MsgId { get; init; }

    [Note("The id of the endpoint.", Examples.Endpoint)]
    public required string EndpointId { get; init; }

    [Note("The URL of the endpoint at the time of the attempt.", "https://example.com/webhooks")]
    public required string Url { get; init; }

    [Note("The body of the answer, at most 16 KiB, or the reason why there was no answer.", "ok")]
    public required string Response { get; init; }

    [Note("The HTTP status code of the answer; 0 if there was no answer.", "200")]
    public required int ResponseStatusCode { get; init; }

    [Note("The time from connecting to the end of the answer, in milliseconds.", "37")]
    public required long ResponseDurationMs { get; init; }

    [Note("0 success, 1 pending, 2 fail, 3 sending, 4 canceled.", "0")]
    public required int Status { get; init; }

    [Note("The `status` as a word.", "success")]
    public string StatusText => StatusNames.NameOf(Status);

    [Note("The cause of the attempt: 0 scheduled, 1 requested.", "0")]
    public required int TriggerType { get; init; }

    [Note("When it was sent.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("The message, if the request asks for it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MessageOut? Msg { get; init; }
}

/// <summary>A message for a poller's consumer.</summary>
internal sealed record PollingEndpointMessageOut : MessageOut
{
    [Note("Always null.")]
    public required IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <param name="Data">Oldest first.</param>
/// <param name="Done">Whether there is nothing behind them now.</param>
internal sealed record PollingEndpointOut(
    [property: Note("The messages.")] IReadOnlyList<PollingEndpointMessageOut> Data,
    [property: Note("The `iterator` of the next page; it is set even when `done` is true.", Examples.Message)] string Iterator,
    [property: Note("Whether this is the last page. A short page with `false` is not the last one.", "true")] bool Done) : IAnswerRows
{
    int IAnswerRows.Rows => Data.Count;

    long IAnswerRows.RowBytes => Bytes;

    /// <value>What the rows hold.</value>
    internal long Bytes { get; init; }

    void IAnswerRows.WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
    }

    void IAnswerRows.WriteRow(Utf8JsonWriter json, int row) => JsonSerializer.Serialize(json, Data[row], ApiJson.Default.PollingEndpointMessageOut);

    void IAnswerRows.WriteTail(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteString("iterator"u8, Iterator);
        json.WriteBoolean("done"u8, Done);
        json.WriteEndObject();
    }
}

internal sealed record PollingEndpointConsumerSeekOut(
    [property: Note("The `iterator` of the next page; it is set even when `done` is true.", Examples.Message)] string Iterator);

internal sealed record MessagePrecheckOut(
    [property: Note("Whether at least one endpoint would get the message.", "true")] bool Active);

internal sealed record BulkExpungeContentsOut(
    [property: Note("For each id of the request: `expunged` or `not-found`.", $$"""{"{{Examples.Message}}":"expunged"}""")] IReadOnlyDictionary<string, string> Results);

/// <summary>The names of the API's MessageStatus.</summary>
internal static class StatusNames
{
    private static readonly string[] Names = ["success", "pending", "fail", "sending", "canceled"];

    public static string NameOf(int status) => Names[status];
}
