using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Catalog;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>What a provider is answered. What refuses says as much as its sender may know; the rest stands in the ring of what was refused.</summary>
internal sealed class GatewayReply
{
    public static readonly GatewayReply Empty = new(StatusCodes.Status200OK, null, default);
    public static readonly GatewayReply UnknownToken = Refusal(404, "not_found", "There is no such source.");
    public static readonly GatewayReply Unverified = Refusal(401, "authentication_failed", "The request isn't proven to be from this source's provider.");
    public static readonly GatewayReply Forbidden = Refusal(403, "forbidden", "This address may not call this source.");
    public static readonly GatewayReply NoMethod = Refusal(405, "method_not_allowed", "This source doesn't take that method.");
    public static readonly GatewayReply WrongType = Refusal(415, "unsupported_media_type", "This source doesn't take that Content-Type.");
    public static readonly GatewayReply Encoded = Refusal(415, "unsupported_media_type", "Send the body without Content-Encoding, or in gzip.");
    public static readonly GatewayReply TooMany = Refusal(429, "too_many_requests", "Too many requests.", retryAfter: 1);
    public static readonly GatewayReply TooManyUnverified = Refusal(429, "too_many_requests", "Too many requests that aren't proven.", retryAfter: 5);
    public static readonly GatewayReply Unavailable = Refusal(503, "service_unavailable", "The event can't be stored now; send it again.", retryAfter: 5);
    public static readonly GatewayReply Unproven = Refusal(503, "service_unavailable", "The request can't be verified now; send it again.", retryAfter: 5);
    public static readonly GatewayReply Failed = Refusal(500, "internal_server_error", "The server failed.");

    private readonly int _status;
    private readonly string? _contentType;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string? _retryAfter;
    private readonly IReadOnlyList<(string Name, string Value)> _headers;

    private GatewayReply(int status, string? contentType, ReadOnlyMemory<byte> body, int retryAfter = 0, IReadOnlyList<(string Name, string Value)>? headers = null)
    {
        (_status, _contentType, _body, _headers) = (status, contentType, body, headers ?? []);
        _retryAfter = retryAfter == 0 ? null : retryAfter.ToString(CultureInfo.InvariantCulture);
    }

    public int Status => _status;

    public ReadOnlyMemory<byte> Body => _body;

    public static GatewayReply FromAnswer(ProviderAnswer answer) => new(answer.Status, answer.ContentType, answer.Body, headers: answer.Headers);

    public static GatewayReply FromAnswer(SourceAnswer answer) => new(
        answer.Status, answer.Body is null ? null : TypeOf(answer), Encoding.UTF8.GetBytes(answer.Body ?? ""));

    public static GatewayReply Refusal(int status, string code, string detail, int retryAfter = 0) =>
        new(status, ProviderAnswer.Json, Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","detail":"{{detail}}"}"""), retryAfter);

    public ValueTask WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = _status;
        if (_retryAfter is not null) response.Headers.RetryAfter = _retryAfter;
        foreach (var (name, value) in _headers) response.Headers[name] = value;
        if (_contentType is null || _body.IsEmpty)
        {
            // 204 has no length (RFC 9110, 8.6).
            if (_status != StatusCodes.Status204NoContent) response.ContentLength = 0;
            if (_contentType is not null) response.ContentType = _contentType;
            return ValueTask.CompletedTask;
        }
        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        // Who has gone meanwhile isn't waited for, and is no failure either.
        var written = response.BodyWriter.WriteAsync(_body, CancellationToken.None);
        return written.IsCompletedSuccessfully ? ValueTask.CompletedTask : Rest(written);

        static async ValueTask Rest(ValueTask<System.IO.Pipelines.FlushResult> written) => await written;
    }

    /// <summary>An answer that was stored when any type was taken is told as text.</summary>
    private static string TypeOf(SourceAnswer answer) =>
        answer.ContentType is null ? ProviderAnswer.Text : AnswerType.IsAllowed(answer.ContentType) ? answer.ContentType : AnswerType.PlainText;
}
