using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Json;

namespace Ringback.Server.Api.Models;

internal sealed record OperationOut
{
    [Note("The id that Ringback gives; it never changes.", "op_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string Id { get; init; }

    [Note("Your own key for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("`sql`, `http` or `emit`.", "sql")]
    public required string Kind { get; init; }

    [Note("A text for people.", "Marks the order as paid.")]
    public required string Description { get; init; }

    [Note("Whether the operation is disabled.", "false")]
    public required bool Disabled { get; init; }

    [Note("The operation runs only for events of these types; null means all types.", """["payment_intent.succeeded"]""")]
    public required IReadOnlyList<string>? EventTypes { get; init; }

    [Note("The body must meet all conditions.", """[{"pointer":"/data/object/currency","equals":"eur"}]""")]
    public required RawJson Conditions { get; init; }

    [Note("The waits between attempts; null means those of the event type or of the server.", "5s,5m,30m")]
    public required string? RetrySchedule { get; init; }

    [Note("The maximum number of runs per second; null means no limit.", "100")]
    public required int? ThrottleRate { get; init; }

    [Note("Added by Ringback: `any` or `fifo`.", "any")]
    public required string DeliveryOrder { get; init; }

    [Note("Added by Ringback: `skip` or `hold`.", "skip")]
    public required string WhenExhausted { get; init; }

    [Note("Your own data.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("SQL statements; null for another kind of operation.")]
    public required SqlOperationOut? Sql { get; init; }

    [Note("An HTTP request; null for another kind of operation.")]
    public required HttpOperationOut? Http { get; init; }

    [Note("A message to an application; null for another kind of operation.")]
    public required EmitOperationOut? Emit { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    /// <param name="operation">The one.</param>
    /// <param name="headers">Of an <c>http</c> operation, opened.</param>
    public static OperationOut FromOperation(SourceOperation operation, IReadOnlyDictionary<string, string>? headers)
    {
        var definition = operation.Definition;
        return new OperationOut
        {
            Id = operation.PublicId,
            Uid = operation.Uid,
            Kind = definition.Kind.ToString().ToLowerInvariant(),
            Description = operation.Description,
            Disabled = operation.Disabled,
            EventTypes = operation.EventTypes,
            Conditions = Json(definition.Conditions),
            RetrySchedule = definition.RetrySchedule,
            ThrottleRate = operation.ThrottleRate,
            DeliveryOrder = EndpointFields.Orders[(int)operation.Order],
            WhenExhausted = EndpointFields.Exhaustions[(int)operation.WhenExhausted],
            Metadata = operation.Metadata,
            Sql = definition.Sql is { } sql
                ? new SqlOperationOut(sql.Connection, [.. sql.Statements.Select(static s => new SqlStatementOut(s.Sql, s.Parameters ?? Common.NoMetadata, RowsOf(s.ExpectRows)))])
                : null,
            Http = definition.Http is { } http ? HttpOperationOut.FromOperation(http, operation, headers) : null,
            Emit = definition.Emit is { } emit ? new EmitOperationOut(emit.Application, emit.EventType, emit.Payload, emit.Channels) : null,
            CreatedAt = operation.CreatedAt,
            UpdatedAt = operation.UpdatedAt,
        };
    }

    /// <summary>As it is written: a number is exactly so many.</summary>
    private static JsonElement? RowsOf(ExpectedRows? expected)
    {
        if (expected is null) return null;
        var number = expected.Rows.ToString(CultureInfo.InvariantCulture);
        using var document = JsonDocument.Parse(expected.OrMore ? $"{{\"atLeast\":{number}}}" : number);
        return document.RootElement.Clone();
    }

    private static RawJson Json(IReadOnlyList<Condition>? conditions)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer)) ConditionFields.Write(json, conditions);
        return new RawJson(buffer.WrittenMemory);
    }
}

internal sealed record SqlOperationOut(
    [property: Note("The name of a connection in the server's settings.", "shop")] string Connection,
    [property: Note("The statements run in this order, in one transaction.")] IReadOnlyList<SqlStatementOut> Statements);

internal sealed record SqlStatementOut(
    [property: Note("The SQL statement.", "update orders set paid = 1 where id = @id")] string Sql,
    [property: Note("The place in the event from which each parameter takes its value.", """{"id":"/data/object/metadata/order"}""")] IReadOnlyDictionary<string, string> Parameters,
    [property: Note("How many rows the statement must change: a number, or an object with `atLeast`; null means any number.", "1")] JsonElement? ExpectRows);

/// <param name="Url">Without the credentials in its query.</param>
/// <param name="HeadersDigest">Tells whether they changed, those not shown too, and what of the URL isn't shown; null when there is none of it.</param>
internal sealed record HttpOperationOut(
    [property: Note("The method of the request, in capital letters.", "POST")] string Method,
    [property: Note("The template of the URL.", "https://example.com/orders/{{/data/object/id}}/paid")] string Url,
    [property: Note("The templates of headers that may be shown.", """{"X-Team":"billing"}""")] IReadOnlyDictionary<string, string> Headers,
    [property: Note("The names of headers whose values are never shown.", """["authorization"]""")] IReadOnlyList<string> Sensitive,
    [property: Note("A value that changes when a header or a hidden part of the URL changes; null if there is neither.", "9f86d081884c7d65")] string? HeadersDigest,
    [property: Note("The template of the body; null means that the event itself is sent.", """{"amount":"{{/data/object/amount}}"}""")] JsonElement? Body,
    [property: Note("The time limit from connecting to the end of the answer; null means that of the server.", "15")] int? TimeoutSeconds)
{
    public static HttpOperationOut FromOperation(HttpOperation http, SourceOperation operation, IReadOnlyDictionary<string, string>? headers)
    {
        var shown = EndpointHeadersOut.FromHeaders(headers);
        return new HttpOperationOut(
            http.Method, SecretUrl.Mask(http.Url), shown.Headers, shown.Sensitive, Digest(operation.PublicId, headers, http.Url), http.Body, http.TimeoutSeconds);
    }

    /// <summary>
    /// The first 16 hexadecimal digits of SHA-256 over the operation's id and each <c>name: value</c> in lower-case names' order, a line
    /// each, and the URL behind them where it isn't shown whole.
    /// </summary>
    public static string? Digest(string operation, IReadOnlyDictionary<string, string>? headers, string url)
    {
        var isHidden = SecretUrl.Mask(url) != url;
        if (headers is null or { Count: 0 } && !isHidden) return null;
        var lines = (headers ?? Common.NoMetadata).Select(static h => $"{h.Key.ToLowerInvariant()}: {h.Value}\n").Order(StringComparer.Ordinal);
        if (isHidden) lines = lines.Append(url + "\n").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(operation + "\n" + string.Concat(lines))))[..16];
    }
}

internal sealed record EmitOperationOut(
    [property: Note("The template of the id or uid of the application.", "acme")] string Application,
    [property: Note("The template of the event type.", "payment.received")] string EventType,
    [property: Note("The template of the payload; null means that the payload is the event itself.")] JsonElement? Payload,
    [property: Note("The channels of the message.", """["eu"]""")] IReadOnlyList<string>? Channels);
