using System.Text.Json;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Server.Api.Answers;
using Ringback.Server.Gateway;

namespace Ringback.Server.Api.Models;

/// <summary>An event of a source with the request that brought it.</summary>
internal sealed record ReceivedEventOut
{
    [Note("The message's.", Examples.Message)]
    public required string Id { get; init; }

    [Note("The provider's; null when it gives none.", "evt_1NG8Du2eZvKYlo2CUI79vXWy")]
    public required string? EventId { get; init; }

    [Note("What it is about.", "invoice.paid")]
    public required string EventType { get; init; }

    [Note("When it came.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("How it came about: `received`, `reconciled` or `scheduled`.", "received")]
    public required string Origin { get; init; }

    [Note("In capitals.", "POST")]
    public required string? Method { get; init; }

    [Note("What stood behind the token, with the query; mostly empty.", "")]
    public required string? Path { get; init; }

    [Note("Who called; null when unknown.", "192.0.2.1")]
    public required string? RemoteAddress { get; init; }

    [Note("Of the request, secrets masked.")]
    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    [Note("The whole body as it came, in base64; null once it was dropped.", "eyJpZCI6ImV2dF8xIn0=")]
    public required Base64Bytes? Body { get; init; }

    [Note("What pointers and conditions read the event as: json, form, multipart or unreadable; null once it was dropped.", "json")]
    public required string? BodyFormat { get; init; }

    [Note("Why no pointer and no condition can look into the event; null when they can.")]
    public required string? BodyProblem { get; init; }

    /// <summary>How many new events the request brought.</summary>
    [Note("New events that came with this one in the same request, itself included.", "1")]
    public required int EventsOfRequest { get; init; }

    [Note("How often it came again.")]
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

    private static string FormatOf(Verification.Json.BodyFormat format) => format switch
    {
        Verification.Json.BodyFormat.Json => "json",
        Verification.Json.BodyFormat.Form => "form",
        Verification.Json.BodyFormat.Multipart => "multipart",
        _ => "unreadable",
    };

    private static string OriginOf(EventOrigin origin) => origin switch
    {
        EventOrigin.Reconciled => "reconciled",
        EventOrigin.Scheduled => "scheduled",
        _ => "received",
    };
}

internal sealed record HeaderOut(
    [property: Note("As it came.", "Stripe-Signature")] string Name,
    [property: Note("`***` for a secret.", "t=1700000000,v1=5257a8")] string Value)
{
    public static IReadOnlyList<HeaderOut> Of(ReadOnlyMemory<byte> lines) => [.. HeaderLines.Read(lines).Select(line => new HeaderOut(line.Name, line.Value))];
}

/// <param name="Last">Null when there was none.</param>
internal sealed record DuplicatesOut(
    [property: Note("Without the first.", "2")] long Count,
    [property: Note("When it came last; null when it didn't.", Examples.Time)] Timestamp? Last)
{
    public static DuplicatesOut Of(DuplicateCount duplicates) => new(duplicates.Count, duplicates.Count == 0 ? null : new Timestamp(duplicates.Last));
}

internal sealed record RefusedRequestOut
{
    [Note("Grows with time.", "17")]
    public required string Id { get; init; }

    [Note("When it came.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("What it was answered.", "401")]
    public required int Status { get; init; }

    [Note("In a word.", "no_match")]
    public required string Reason { get; init; }

    [Note("In a sentence.", "no signature in v1 in the header Stripe-Signature fits the secret and what was sent")]
    public required string Detail { get; init; }

    [Note("In capitals.", "POST")]
    public required string Method { get; init; }

    [Note("What stood behind the token, with the query; mostly empty.", "")]
    public required string Path { get; init; }

    [Note("Who called; null when unknown.", "192.0.2.1")]
    public required string? RemoteAddress { get; init; }

    [Note("8 KiB at most, secrets masked.")]
    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    [Note("At most its first 4 KiB, in base64; empty when it wasn't read.", "eyJpZCI6ImV2dF8xIn0=")]
    public required Base64Bytes Body { get; init; }

    [Note("Bytes of the whole body; null when unknown.", "14")]
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

internal sealed record RefusedCountOut(
    [property: Note("In a word.", "no_match")] string Reason,
    [property: Note("Requests.", "3")] long Count,
    [property: Note("When the last came.", Examples.Time)] Timestamp Last);

/// <param name="Duplicates">What was taken, though it came before.</param>
internal sealed record RefusedOut(
    [property: Note("The latest first.")] IReadOnlyList<RefusedRequestOut> Data,
    [property: Note("By reason, since the source was made, with those that weren't kept.")] IReadOnlyList<RefusedCountOut> Counts,
    [property: Note("How often its events came again: those were taken, and not stored.")] DuplicatesOut Duplicates) : IAnswerRows
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
