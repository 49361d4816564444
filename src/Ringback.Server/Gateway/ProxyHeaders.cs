using System.Net;
using Microsoft.AspNetCore.Http;
using Ringback.Verification.Text;

namespace Ringback.Server.Gateway;

/// <summary>What proxies say of a request: believed only of those the source trusts, and only in the header that they write.</summary>
/// <param name="isForwarded">They write <c>Forwarded</c> (RFC 7239); else <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c>. The caller can have written the others.</param>
internal sealed class ProxyHeaders(bool isForwarded)
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const string Prefix = "X-Forwarded-Prefix";

    /// <summary>
    /// Who called: the peer, or when that is a trusted proxy the last address in the header that is none. What stands before it anyone
    /// could have written.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="trusted">The proxies that the source trusts; null: none.</param>
    /// <param name="trustedHops">How many trusted proxies the request came through; 0: it came directly, or from a proxy that isn't trusted.</param>
    public IPAddress? Caller(HttpContext http, CidrList? trusted, out int trustedHops)
    {
        trustedHops = 0;
        var address = Plain(http.Connection.RemoteIpAddress);
        if (trusted is null || address is null || !trusted.Contains(address)) return address;
        trustedHops = 1;
        var headers = http.Request.Headers;
        string?[] hops = isForwarded
            ? [.. ForwardedHeader.Read(headers[ForwardedHeader.Name]).Select(static hop => hop.For)]
            : [.. string.Join(',', (IEnumerable<string?>)headers[For]).Split(',')];
        for (var i = hops.Length - 1; i >= 0; i--)
        {
            if (hops[i] is not { } text || !TryAddress(text.Trim(), out var hop)) break;
            address = hop;
            if (!trusted.Contains(hop)) break;
            trustedHops++;
        }
        return address;
    }

    /// <summary>
    /// The beginning of the URL that the caller saw, up to the path that reached the server: <c>https://hooks.example.com</c>, with a path
    /// behind it when a proxy took one away.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="trustedHops">As <see cref="Caller"/> counted them.</param>
    public string Origin(HttpRequest request, int trustedHops)
    {
        var scheme = request.Scheme;
        var host = request.Headers.Host.ToString();
        var prefix = "";
        if (trustedHops > 0)
        {
            var said = isForwarded ? Outermost(ForwardedHeader.Read(request.Headers[ForwardedHeader.Name]), trustedHops) : new ForwardedHop(
                null, Outermost(request.Headers[Proto], trustedHops), Outermost(request.Headers[Host], trustedHops));
            // Schemes are written in any case (RFC 3986, 3.1).
            if (said.Proto?.ToLowerInvariant() is ("http" or "https") and var proto) scheme = proto;
            if (said.Host is { Length: > 0 } forwarded) host = forwarded;
            if (!isForwarded && Outermost(request.Headers[Prefix], trustedHops).TrimEnd('/') is ['/', ..] path) prefix = path;
        }
        return string.Concat(scheme, "://", host, prefix);
    }

    /// <summary>
    /// What the trusted proxy nearest to the caller wrote. Each proxy adds its value at the end, or overwrites what there was; what stands
    /// before the values of the trusted ones the caller may have written.
    /// </summary>
    private static string Outermost(Microsoft.Extensions.Primitives.StringValues values, int trustedHops)
    {
        if (values.Count == 0) return "";
        var all = string.Join(',', (IEnumerable<string?>)values).Split(',');
        return all[Math.Max(0, all.Length - trustedHops)].Trim();
    }

    private static ForwardedHop Outermost(IReadOnlyList<ForwardedHop> hops, int trustedHops) => hops.Count == 0 ? default : hops[Math.Max(0, hops.Count - trustedHops)];

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
