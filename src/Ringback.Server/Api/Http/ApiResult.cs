using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Http;

/// <summary>What an operation answers: a status and, mostly, a JSON body. An <see cref="ApiError"/> is one too.</summary>
internal readonly struct ApiResult
{
    private readonly int _status;
    private readonly object? _body;
    private readonly object? _writer;

    private ApiResult(int status, object? body, object? writer)
    {
        _status = status;
        _body = body;
        _writer = writer;
    }

    public static ApiResult NoContent { get; } = new(StatusCodes.Status204NoContent, null, null);

    public static ApiResult Ok<T>(T body, JsonTypeInfo<T> type)
        where T : class => new(StatusCodes.Status200OK, body, type);

    public static ApiResult Created<T>(T body, JsonTypeInfo<T> type)
        where T : class => new(StatusCodes.Status201Created, body, type);

    public static ApiResult Accepted<T>(T body, JsonTypeInfo<T> type)
        where T : class => new(StatusCodes.Status202Accepted, body, type);

    /// <summary>202 with a body that is written by hand.</summary>
    public static ApiResult Accepted(object body, Action<Utf8JsonWriter, object> write) => new(StatusCodes.Status202Accepted, body, write);

    public static implicit operator ApiResult(ApiError error) => new(error.Status, error, null);

    public static ApiResult From(ApiError error) => error;

    /// <param name="http">Of the request.</param>
    /// <param name="lease">The answer's memory; null where none is large.</param>
    public ValueTask WriteAsync(HttpContext http, AnswerLease? lease = null)
    {
        var response = http.Response;
        response.StatusCode = _status;
        if (_body is null) return ValueTask.CompletedTask;
        if (_status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        if (_status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = RetryAfter();
        return lease is not null && _body is IAnswerRows rows
            ? JsonOutput.WriteAsync(response, rows, lease)
            : JsonOutput.WriteAsync(response, this, static (json, result) => result.Write(json), lease);
    }

    private string RetryAfter() => ((_body as ApiError)?.RetryAfter ?? 1).ToString(CultureInfo.InvariantCulture);

    private void Write(Utf8JsonWriter json)
    {
        if (_body is ApiError error) WriteError(json, error);
        else if (_writer is JsonTypeInfo type) JsonSerializer.Serialize(json, _body, type);
        else ((Action<Utf8JsonWriter, object>)_writer!)(json, _body!);
    }

    private static void WriteError(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject();
        if (error.Fields is null)
        {
            json.WriteString("code"u8, error.Code);
            json.WriteString("detail"u8, error.Detail);
        }
        else
        {
            json.WriteStartArray("detail"u8);
            foreach (var field in error.Fields)
            {
                json.WriteStartObject();
                json.WriteStartArray("loc"u8);
                foreach (var part in field.Loc) json.WriteStringValue(part);
                json.WriteEndArray();
                json.WriteString("msg"u8, field.Msg);
                json.WriteString("type"u8, field.Type);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
