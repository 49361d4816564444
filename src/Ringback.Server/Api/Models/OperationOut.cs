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
    public required string Id { get; init; }

    public required string? Uid { get; init; }

    /// <summary><c>sql</c>, <c>http</c> or <c>emit</c>.</summary>
    public required string Kind { get; init; }

    public required string Description { get; init; }

    public required bool Disabled { get; init; }

    public required IReadOnlyList<string>? EventTypes { get; init; }

    public required RawJson Conditions { get; init; }

    public required string? RetrySchedule { get; init; }

    public required int? ThrottleRate { get; init; }

    public required string DeliveryOrder { get; init; }

    public required string WhenExhausted { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required SqlOperationOut? Sql { get; init; }

    public required HttpOperationOut? Http { get; init; }

    public required EmitOperationOut? Emit { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }

    /// <param name="operation">The one.</param>
    /// <param name="headers">Of an <c>http</c> operation, opened.</param>
    public static OperationOut Of(Endpoint operation, IReadOnlyDictionary<string, string>? headers)
    {
        var definition = operation.Operation!;
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
            Http = definition.Http is { } http ? HttpOperationOut.Of(http, operation, headers) : null,
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

internal sealed record SqlOperationOut(string Connection, IReadOnlyList<SqlStatementOut> Statements);

internal sealed record SqlStatementOut(string Sql, IReadOnlyDictionary<string, string> Parameters, JsonElement? ExpectRows);

/// <param name="Headers">Those that may be shown.</param>
/// <param name="Sensitive">The names of those that may not.</param>
/// <param name="Url">Without the credentials in its query.</param>
/// <param name="HeadersDigest">Tells whether they changed, those not shown too, and what of the URL isn't shown; null when there is none of it.</param>
internal sealed record HttpOperationOut(
    string Method, string Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Sensitive, string? HeadersDigest,
    JsonElement? Body, int? TimeoutSeconds)
{
    public static HttpOperationOut Of(HttpOperation http, Endpoint operation, IReadOnlyDictionary<string, string>? headers)
    {
        var shown = EndpointHeadersOut.Of(headers);
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

internal sealed record EmitOperationOut(string Application, string EventType, JsonElement? Payload, IReadOnlyList<string>? Channels);
