using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Ringback.Core.Receive.Verify;

namespace Ringback.Client;

/// <summary>A request as it came, for <see cref="WebhookVerifier.VerifyAsync"/>. Nothing in it is believed yet.</summary>
public sealed class WebhookRequest
{
    private readonly IRequestHeaders _headers;

    /// <param name="body">The bytes of the body as they came: before any parsing, decompressing or decoding.</param>
    /// <param name="headers">The header lines; names in any case, a name that came twice twice.</param>
    public WebhookRequest(ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> headers)
        : this(body, new HeaderLines(headers))
    {
    }

    internal WebhookRequest(ReadOnlyMemory<byte> body, IRequestHeaders headers)
    {
        Body = body;
        _headers = headers;
    }

    /// <summary>The bytes of the body as they came.</summary>
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

    /// <summary>Reads a request of ASP.NET's, for those who don't map webhooks but verify by themselves. Nothing may have read its body before.</summary>
    /// <param name="request">Its body is read to the end.</param>
    /// <param name="maxBodyBytes">The longest body.</param>
    /// <exception cref="BadHttpRequestException">The body is longer (status 413), or broken.</exception>
    public static async Task<WebhookRequest> ReadAsync(HttpRequest request, int maxBodyBytes = 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await BodyReader.Read(request, maxBodyBytes) ?? throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        return Of(request, body, request.GetEncodedUrl());
    }

    internal static WebhookRequest Of(HttpRequest request, byte[] body, string url) => new(body, new RequestHeaders(request.Headers))
    {
        Method = request.Method,
        Url = url,
        RemoteAddress = request.HttpContext.Connection.RemoteIpAddress,
    };

    internal IncomingRequest Incoming => new() { Method = Method, Url = Url, Headers = _headers, Body = Body, RemoteAddress = RemoteAddress };
}
