using System.Text.Json;
using Ringback.Core.History;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Server.Api.Answers;
using Ringback.Server.Gateway;

namespace Ringback.Server.Api.Models;

/// <summary>An event of a source with the request that brought it.</summary>
internal sealed record ReceivedEventOut
{
    public required string Id { get; init; }

    public required string? EventId { get; init; }

    public required string EventType { get; init; }

    public required Timestamp Timestamp { get; init; }

    /// <summary><c>received</c>, <c>reconciled</c> or <c>scheduled</c>.</summary>
    public required string Origin { get; init; }

    public required string? Method { get; init; }

    /// <summary>What stood behind the token, with the query.</summary>
    public required string? Path { get; init; }

    public required string? RemoteAddress { get; init; }

    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    /// <summary>Base64 of the body as it came; null once it was dropped.</summary>
    public required Base64Bytes? Body { get; init; }

    /// <summary>What pointers and conditions read the event as: <c>json</c>, <c>form</c>, <c>multipart</c> or <c>unreadable</c>; null once it was dropped.</summary>
    public required string? BodyFormat { get; init; }

    /// <summary>Why no pointer and no condition can look into the event; null when they can.</summary>
    public required string? BodyProblem { get; init; }

    /// <summary>How many new events the request brought.</summary>
    public required int EventsOfRequest { get; init; }

    public required DuplicatesOut Duplicates { get; init; }

    public static ReceivedEventOut Of(Message message, ReceivedMessage received, bool expired) => new()
    {
        Id = message.PublicId,
        EventId = message.EventId,
        EventType = message.EventType,
        Timestamp = new Timestamp(message.AcceptedAt),
        Origin = OriginOf(received.Details.Origin),
        Method = received.Details.Method.Length == 0 ? null : received.Details.Method,
        Path = received.Details.Method.Length == 0 ? null : received.Details.Target,
        RemoteAddress = received.Details.RemoteAddress,
        Headers = HeaderOut.Of(received.Details.Headers),
        Body = expired ? null : (received.Details.Body ?? message.Payload) is { } body ? new Base64Bytes(body) : null,
        BodyFormat = expired || message.Payload is null ? null : FormatOf(message.BodyFormat),
        BodyProblem = expired || message.Payload is null ? null : message.BodyProblem,
        EventsOfRequest = received.Events,
        Duplicates = DuplicatesOut.Of(received.Duplicates),
    };

    private static string FormatOf(Core.Json.BodyFormat format) => format switch
    {
        Core.Json.BodyFormat.Json => "json",
        Core.Json.BodyFormat.Form => "form",
        Core.Json.BodyFormat.Multipart => "multipart",
        _ => "unreadable",
    };

    private static string OriginOf(EventOrigin origin) => origin switch
    {
        EventOrigin.Reconciled => "reconciled",
        EventOrigin.Scheduled => "scheduled",
        _ => "received",
    };
}

internal sealed record HeaderOut(string Name, string Value)
{
    public static IReadOnlyList<HeaderOut> Of(ReadOnlyMemory<byte> lines) => [.. HeaderLines.Read(lines).Select(line => new HeaderOut(line.Name, line.Value))];
}

/// <param name="Count">Without the first.</param>
/// <param name="Last">Null when there was none.</param>
internal sealed record DuplicatesOut(long Count, Timestamp? Last)
{
    public static DuplicatesOut Of(DuplicateCount duplicates) => new(duplicates.Count, duplicates.Count == 0 ? null : new Timestamp(duplicates.Last));
}

internal sealed record RefusedRequestOut
{
    public required string Id { get; init; }

    public required Timestamp Timestamp { get; init; }

    public required int Status { get; init; }

    public required string Reason { get; init; }

    public required string Detail { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string? RemoteAddress { get; init; }

    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    /// <summary>Base64 of its beginning; empty when it wasn't read.</summary>
    public required Base64Bytes Body { get; init; }

    public required long? BodyLength { get; init; }

    public static RefusedRequestOut Of(RefusedRequest request) => new()
    {
        Id = request.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Timestamp = new Timestamp(request.At),
        Status = request.Status,
        Reason = request.Reason,
        Detail = request.Detail,
        Method = request.Method,
        Path = request.Target,
        RemoteAddress = request.RemoteAddress,
        Headers = HeaderOut.Of(request.Headers),
        Body = new Base64Bytes(request.Body),
        BodyLength = request.BodyLength,
    };
}

internal sealed record RefusedCountOut(string Reason, long Count, Timestamp Last);

/// <param name="Data">The latest first.</param>
/// <param name="Counts">Of all that were refused, also of those that weren't kept.</param>
/// <param name="Duplicates">What was taken, though it came before.</param>
internal sealed record RefusedOut(IReadOnlyList<RefusedRequestOut> Data, IReadOnlyList<RefusedCountOut> Counts, DuplicatesOut Duplicates) : IAnswerRows
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

    void IAnswerRows.WriteRow(Utf8JsonWriter json, int row) => JsonSerializer.Serialize(json, Data[row], ApiJson.Default.RefusedRequestOut);

    void IAnswerRows.WriteTail(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteStartArray("counts"u8);
        foreach (var count in Counts) JsonSerializer.Serialize(json, count, ApiJson.Default.RefusedCountOut);
        json.WriteEndArray();
        json.WritePropertyName("duplicates"u8);
        JsonSerializer.Serialize(json, Duplicates, ApiJson.Default.DuplicatesOut);
        json.WriteEndObject();
    }
}
