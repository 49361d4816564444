using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Models;

internal record MessageOut
{
    public required string Id { get; init; }

    public required string? EventId { get; init; }

    public required string EventType { get; init; }

    public required RawJson Payload { get; init; }

    public required IReadOnlyList<string>? Channels { get; init; }

    public required IReadOnlyList<string>? Tags { get; init; }

    public required Timestamp Timestamp { get; init; }

    public required Timestamp? DeliverAt { get; init; }
}

/// <summary>A message as one endpoint got it.</summary>
internal sealed record EndpointMessageOut : MessageOut
{
    public required int Status { get; init; }

    public string StatusText => StatusNames.Of(Status);

    public required Timestamp? NextAttempt { get; init; }
}

/// <summary>An endpoint as one message went to it.</summary>
internal sealed record MessageEndpointOut : EndpointOut
{
    public required int Status { get; init; }

    public string StatusText => StatusNames.Of(Status);

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
    public required string Id { get; init; }

    public required string MsgId { get; init; }

    public required string EndpointId { get; init; }

    public required string Url { get; init; }

    public required string Response { get; init; }

    public required int ResponseStatusCode { get; init; }

    public required long ResponseDurationMs { get; init; }

    public required int Status { get; init; }

    public string StatusText => StatusNames.Of(Status);

    /// <summary>0 scheduled, 1 manual.</summary>
    public required int TriggerType { get; init; }

    public required Timestamp Timestamp { get; init; }

    /// <summary>Left out unless it was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MessageOut? Msg { get; init; }
}

/// <summary>A message for a poller's consumer.</summary>
internal sealed record PollingEndpointMessageOut : MessageOut
{
    public required IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <param name="Data">Oldest first.</param>
/// <param name="Iterator">Goes on behind them.</param>
/// <param name="Done">Whether there is nothing behind them now.</param>
internal sealed record PollingEndpointOut(IReadOnlyList<PollingEndpointMessageOut> Data, string Iterator, bool Done) : IAnswerRows
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

internal sealed record PollingEndpointConsumerSeekOut(string Iterator);

internal sealed record MessagePrecheckOut(bool Active);

/// <param name="Results">By id as it was asked for: <c>expunged</c> or <c>not-found</c>.</param>
internal sealed record BulkExpungeContentsOut(IReadOnlyDictionary<string, string> Results);

/// <summary>The names of the API's MessageStatus.</summary>
internal static class StatusNames
{
    private static readonly string[] Names = ["success", "pending", "fail", "sending", "canceled"];

    public static string Of(int status) => Names[status];
}
