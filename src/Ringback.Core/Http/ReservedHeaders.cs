using System.Collections.Frozen;

namespace Ringback.Core.Http;

/// <summary>
/// Headers that nobody may ask for beside ours. They are refused when they are set; what an earlier version took is kept, and isn't sent.
/// </summary>
internal static class ReservedHeaders
{
    /// <summary>Of the message as such: ours to set, HTTP's own, or true of one connection only (RFC 9110, 7.6.1).</summary>
    private static readonly string[] OfTheMessage =
    [
        "accept", "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date", "expect", "host", "http2-settings",
        "keep-alive", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ];

    /// <summary>
    /// What proxies tell the servers behind them of a request's way, origin or target. A customer who could set one would, at a receiver
    /// that trusts our address, be whoever it says.
    /// </summary>
    private static readonly string[] OfProxies =
    [
        "forwarded", "via", "cdn-loop", "client-ip", "true-client-ip", "x-client-ip", "x-real-ip", "x-remote-ip", "x-remote-addr", "remote-addr", "x-cluster-client-ip",
        "fastly-client-ip", "x-azure-clientip", "x-azure-socketip", "x-appengine-user-ip", "x-proxyuser-ip", "wl-proxy-client-ip",
        "x-host", "x-http-host-override", "x-rewrite-url", "front-end-https", "x-arr-ssl", "x-ssl-client-cert", "x-client-cert", "client-cert", "client-cert-chain",
        "x-http-method", "x-http-method-override", "x-method-override",
    ];

    private static readonly FrozenSet<string> Forbidden = OfTheMessage.Concat(OfProxies).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ForbiddenPrefixes =
        ["svix-", "x-svix-", "x-amzn-", "webhook-", "proxy-", "sec-", "x-forwarded", "x-original-", "x-envoy-", "cf-connecting-", "x-ssl-client-"];

    public static bool Include(string name)
    {
        var plain = Plain(name);
        return Forbidden.Contains(plain) || Array.Exists(ForbiddenPrefixes, prefix => plain.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a header would be taken for one of ours, which are named after these prefixes.</summary>
    public static bool IsOurs(string name, IReadOnlyList<string> prefixes)
    {
        var plain = Plain(name);
        foreach (var prefix in prefixes)
        {
            if (plain.Length > prefix.Length && plain[prefix.Length] == '-' && plain.StartsWith(Plain(prefix), StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>Those that may be sent.</summary>
    public static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> headers) =>
        headers.Keys.Any(Include) ? headers.Where(static header => !Include(header.Key)).ToDictionary() : headers;

    /// <summary>CGI, WSGI, PHP and Rack give a program both spellings as one: <c>HTTP_X_FORWARDED_FOR</c>.</summary>
    private static string Plain(string name) => name.Replace('_', '-');
}
