using System.Net;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Deliver;

namespace Ringback.Server.Gateway;

/// <summary>What proxies say of a request: believed only of those the source trusts.</summary>
internal static class ProxyHeaders
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";

    /// <summary>
    /// Who called: the peer, or when that is a trusted proxy the last address in <c>X-Forwarded-For</c> that is none. What stands
    /// before it anyone could have written.
    /// </summary>
    public static IPAddress? Caller(HttpContext http, CidrList? trusted, out bool isBehindProxy)
    {
        isBehindProxy = false;
        var address = Plain(http.Connection.RemoteIpAddress);
        if (trusted is null || address is null || !trusted.Contains(address)) return address;
        isBehindProxy = true;
        var hops = string.Join(',', (IEnumerable<string?>)http.Request.Headers[For]).Split(',');
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (!TryAddress(hops[i].Trim(), out var hop)) break;
            address = hop;
            if (!trusted.Contains(hop)) break;
        }
        return address;
    }

    /// <summary>The origin that the caller saw, as <c>https://hooks.example.com</c>.</summary>
    public static string Origin(HttpRequest request, bool isBehindProxy)
    {
        var scheme = request.Scheme;
        var host = request.Headers.Host.ToString();
        if (isBehindProxy)
        {
            if (Last(request.Headers[Proto]) is "http" or "https") scheme = Last(request.Headers[Proto]);
            if (Last(request.Headers[Host]) is { Length: > 0 } forwarded) host = forwarded;
        }
        return string.Concat(scheme, "://", host);
    }

    /// <summary>What the nearest proxy wrote.</summary>
    private static string Last(Microsoft.Extensions.Primitives.StringValues values)
    {
        if (values.Count == 0) return "";
        var last = values[^1] ?? "";
        return last[(last.LastIndexOf(',') + 1)..].Trim();
    }

    private static bool TryAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        // With a port: 192.0.2.1:443 or [2001:db8::1]:443.
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end) text = text[1..end];
        else if (text.Count(c => c == ':') == 1) text = text[..text.IndexOf(':', StringComparison.Ordinal)];
        if (!IPAddress.TryParse(text, out var parsed)) return false;
        address = Plain(parsed)!;
        return true;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
