using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>A request as it came, for <see cref="WebhookVerifier.VerifyAsync"/>. Nothing in it is believed yet.</summary>
public sealed class WebhookRequest
{
    private readonly IRequestHeaders _headers;

    /// <param name="body">The bytes of the body as they came: before any parsing, decompressing or decoding.</param>
    /// <param name="headers">The header lines; names in any case, a name that came twice twice.</param>
    public WebhookRequest(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> headers)
        : this(body, new ReceivedHeaders(headers))
    {
    }

    internal WebhookRequest(ReadOnlyMemory<byte> body, IRequestHeaders headers)
    {
        Body = body;
        _headers = headers;
    }

    /// <summary>The bytes of the body as they came; if <see cref="ReadAsync"/> read gzip, unpacked.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The HTTP method in capitals.</summary>
    /// <value>Default <c>POST</c>.</value>
    public string Method { get; init; } = "POST";

    /// <summary>
    /// The whole URL with its query, as the provider saw it (behind a proxy: the public one). Needed where the URL is signed
    /// (Square, Twilio, HubSpot) or holds the signature or a challenge (PandaDoc, Meta, X).
    /// </summary>
    /// <value>Default: empty.</value>
    public string Url { get; init; } = "";

    /// <summary>Who called; needed for lists of addresses only.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>
    /// Reads a request of ASP.NET's, for those who don't map webhooks but verify by themselves. Nothing may have read its body before.
    /// A body in gzip (<c>Content-Encoding</c>) is unpacked; it may be signed before or after it was packed.
    /// </summary>
    /// <param name="request">Its body is read to the end.</param>
    /// <param name="maxBodyBytes">The longest body, sent and unpacked.</param>
    /// <exception cref="BadHttpRequestException">
    /// The body is longer, or would be more than a hundred times as large unpacked (status 413); it is broken, or not the gzip that it says
    /// (400); or too many large ones are being unpacked (503).
    /// </exception>
    public static async Task<WebhookRequest> ReadAsync(HttpRequest request, int maxBodyBytes = 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await BodyReader.Read(request, maxBodyBytes);
        return body.Failure is { } failure ? throw new BadHttpRequestException($"{failure.Title} {failure.Detail}", failure.Status) : Create(request, body, request.GetEncodedUrl());
    }

    /// <summary>The body as it came, if it was packed; else null.</summary>
    internal ReadOnlyMemory<byte>? Sent { get; private init; }

    internal static WebhookRequest Create(HttpRequest request, in ReadBody body, string url) => new(body.Bytes, new RequestHeaders(request.Headers))
    {
        Sent = body.Sent,
        Method = request.Method,
        Url = url,
        RemoteAddress = request.HttpContext.Connection.RemoteIpAddress,
    };

    internal IncomingRequest Incoming => new() { Method = Method, Url = Url, Headers = _headers, Body = Body, RemoteAddress = RemoteAddress };
}
