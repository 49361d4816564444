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
    [Note("The id of the message.", Examples.Message)]
    public required string Id { get; init; }

    [Note("The id that the provider gave the event; null if it has none.", "evt_1NG8Du2eZvKYlo2CUI79vXWy")]
    public required string? EventId { get; init; }

    [Note("The event type.", "invoice.paid")]
    public required string EventType { get; init; }

    [Note("The time when it was received.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("The origin of the event: `received`, `reconciled` or `scheduled`.", "received")]
    public required string Origin { get; init; }

    [Note("The method of the request, in capital letters.", "POST")]
    public required string? Method { get; init; }

    [Note("The part of the URL after the token, with the query; usually empty.", "")]
    public required string? Path { get; init; }

    [Note("The address of the caller; null if it is unknown.", "192.0.2.1")]
    public required string? RemoteAddress { get; init; }

    [Note("The headers of the request, with masked secrets.")]
    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    [Note("The whole body as it was received, in base64; null after it was removed.", "eyJpZCI6ImV2dF8xIn0=")]
    public required Base64Bytes? Body { get; init; }

    [Note("The format in which pointers and conditions read the event: json, form, multipart or unreadable; null after the payload was removed.", "json")]
    public required string? BodyFormat { get; init; }

    [Note("Why pointers and conditions can't read the event; null if they can.")]
    public required string? BodyProblem { get; init; }

    /// <summary>How many new events the request brought.</summary>
    [Note("The number of new events in the same request, including this one.", "1")]
    public required int EventsOfRequest { get; init; }

    [Note("The number of duplicates.")]
    public required DuplicatesOut Duplicates { get; init; }

    public static ReceivedEventOut FromMessage(Message message, ReceivedMessage received, bool expired) => new()
    {
        Id = message.PublicId,
        EventId = message.EventId,
        EventType = message.EventType,
        Timestamp = new Timestamp(message.AcceptedAt),
        Origin = OriginOf(received.Details.Origin),
        Method = received.Details.Method.Length == 0 ? null : received.Details.Method,
        Path = received.Details.Method.Length == 0 ? null : received.Details.Target,
        RemoteAddress = received.Details.RemoteAddress,
        Headers = HeaderOut.ReadAll(received.Details.Headers),
        Body = expired ? null : (received.Details.Body ?? message.Payload) is { } body ? new Base64Bytes(body) : null,
        BodyFormat = expired || message.Payload is null ? null : FormatOf(message.BodyFormat),
        BodyProblem = expired || message.Payload is null ? null : message.BodyProblem,
        EventsOfRequest = received.Events,
        Duplicates = DuplicatesOut.FromCount(received.Duplicates),
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
    [property: Note("As it was received.", "Stripe-Signature")] string Name,
    [property: Note("The value of the header; secrets are shown as `***`.", "t=1700000000,v1=5257a8")] string Value)
{
    public static IReadOnlyList<HeaderOut> ReadAll(ReadOnlyMemory<byte> lines) => [.. HeaderLines.Read(lines).Select(line => new HeaderOut(line.Name, line.Value))];
}

/// <param name="Last">Null when there was none.</param>
internal sealed record DuplicatesOut(
    [property: Note("The number of duplicates, without the first event.", "2")] long Count,
    [property: Note("The time of the last duplicate; null if there was none.", Examples.Time)] Timestamp? Last)
{
    public static DuplicatesOut FromCount(DuplicateCount duplicates) => new(duplicates.Count, duplicates.Count == 0 ? null : new Timestamp(duplicates.Last));
}

internal sealed record RefusedRequestOut
{
    [Note("A number that grows with time.", "17")]
    public required string Id { get; init; }

    [Note("The time when it was received.", Examples.Time)]
    public required Timestamp Timestamp { get; init; }

    [Note("The status code of the answer.", "401")]
    public required int Status { get; init; }

    [Note("The reason why the request was refused, as a word.", "no_match")]
    public required string Reason { get; init; }

    [Note("The reason why the request was refused, as a sentence.", "no signature in v1 in the header Stripe-Signature matches the secret and the request")]
    public required string Detail { get; init; }

    [Note("The method of the request, in capital letters.", "POST")]
    public required string Method { get; init; }

    [Note("The part of the URL after the token, with the query; usually empty.", "")]
    public required string Path { get; init; }

    [Note("The address of the caller; null if it is unknown.", "192.0.2.1")]
    public required string? RemoteAddress { get; init; }

    [Note("The headers, 8 KiB at most, with masked secrets.")]
    public required IReadOnlyList<HeaderOut> Headers { get; init; }

    [Note("The first 4 KiB of the body in base64; empty if it wasn't read.", "eyJpZCI6ImV2dF8xIn0=")]
    public required Base64Bytes Body { get; init; }

    [Note("The size of the whole body in bytes; null if it is unknown.", "14")]
    public required long? BodyLength { get; init; }

    public static RefusedRequestOut FromRequest(RefusedRequest request) => new()
    {
        Id = request.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Timestamp = new Timestamp(request.At),
        Status = request.Status,
        Reason = request.Reason,
        Detail = request.Detail,
        Method = request.Method,
        Path = request.Target,
        RemoteAddress = request.RemoteAddress,
        Headers = HeaderOut.ReadAll(request.Headers),
        Body = new Base64Bytes(request.Body),
        BodyLength = request.BodyLength,
    };
}

internal sealed record RefusedCountOut(
    [property: Note("The reason why the request was refused, as a word.", "no_match")] string Reason,
    [property: Note("The number of requests.", "3")] long Count,
    [property: Note("The time of the last of these requests.", Examples.Time)] Timestamp Last);

/// <param name="Duplicates">What was taken, though it came before.</param>
internal sealed record RefusedOut(
    [property: Note("The refused requests, newest first.")] IReadOnlyList<RefusedRequestOut> Data,
    [property: Note("The number for each reason since the source was created, including requests that weren't kept.")] IReadOnlyList<RefusedCountOut> Counts,
    [property: Note("The number of duplicates of its events; they were answered and not stored.")] DuplicatesOut Duplicates) : IAnswerRows
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
