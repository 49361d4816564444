using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ringback.Core.Crypto;
using Ringback.Core.Observe;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>A request to a source on its way through the gateway, with what was found out about it so far.</summary>
internal sealed class Visit(HttpContext http, IngestPath path, DateTimeOffset now) : IRequestHeaders
{
    public HttpContext Http => http;

    public IngestPath Path => path;

    /// <value>When it came.</value>
    public DateTimeOffset Now => now;

    /// <value>Set once the token is known.</value>
    public SourceGate Gate { get; set; } = null!;

    public PreparedSource Prepared { get; set; } = null!;

    /// <value>Reads what proxies say.</value>
    public ProxyHeaders Proxies { get; set; } = null!;

    public IPAddress? Caller { get; set; }

    /// <value>How many trusted proxies the request came through.</value>
    public int TrustedHops { get; set; }

    /// <value>The method is none of an event's, but may be a handshake's.</value>
    public bool IsHandshakeOnly { get; set; }

    /// <value>What became of it: an empty list of events, unless told otherwise.</value>
    public ReceiveResult Result { get; set; } = ReceiveResult.Empty;

    /// <value>Whether the body is in gzip.</value>
    public bool IsPacked { get; set; }

    /// <value>As it was sent.</value>
    public ReadOnlyMemory<byte> Sent { get; set; }

    /// <value>Unpacked, if it was packed.</value>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <value>What of the budget for unpacked bodies is this request's.</value>
    public long Held { get; set; }

    public string Method => http.Request.Method;

    public int Application => Gate.Source.ApplicationId;

    /// <value>What stood behind the token, as it is kept.</value>
    public string Target => path.Rest + SecretNames.MaskQuery(http.Request.QueryString.Value ?? "", Prepared.SecretNames);

    public int Count(string name) => http.Request.Headers.TryGetValue(name, out var values) ? values.Count : 0;

    public string Value(string name, int index) => http.Request.Headers[name][index] ?? "";

    /// <param name="publicUrl">The server's own setting; null: as the request came.</param>
    public IncomingRequest Request(Uri? publicUrl) => new()
    {
        Method = http.Request.Method,
        Url = Url(publicUrl),
        Headers = this,
        Body = Body,
        RemoteAddress = Caller,
        MostPerMinute = Gate.Source.Rules.RequestsPerSecond is { } rate ? rate * 60 : null,
    };

    /// <summary>
    /// As the provider saw it: the source's own public URL with what this request has behind the token and the question mark (if that is
    /// an origin alone, with all of the request's path), else the server's public URL, else what a trusted proxy says, else the
    /// request's own.
    /// </summary>
    private string Url(Uri? publicUrl)
    {
        if (Gate.Source.PublicUrl is { } own && !Gate.HasPublicOrigin)
        {
            var rest = path.Rest + http.Request.QueryString.Value;
            return rest.Length == 0 ? own : own + rest;
        }
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // The absolute form that proxies get (RFC 9112, 3.2.2).
        if (!target.StartsWith('/')) target = http.Request.Path.ToUriComponent() + http.Request.QueryString.Value;
        if (Gate.HasPublicOrigin) return Gate.Source.PublicUrl!.TrimEnd('/') + target;
        return (publicUrl is null ? Proxies.Origin(http.Request, TrustedHops) : publicUrl.AbsoluteUri.TrimEnd('/')) + target;
    }
}
