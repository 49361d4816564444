using System.Buffers;
using System.Collections.Frozen;
using Ringback.Core.Crypto;

namespace Ringback.Server.Api.Models;

/// <summary>Which headers an endpoint may ask for beside ours, and which of them are shown to nobody.</summary>
internal static class HeaderRules
{
    /// <summary>Of all names and values of an endpoint.</summary>
    public const int MostBytes = 16 * 1024;

    public const int Most = 100;
    private const int LongestName = 256;

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

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

    private static readonly FrozenSet<string> Sensitive = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "www-authenticate");

    private static readonly string[] SensitiveEndings = ["signature"];

    /// <summary>What is wrong, or null. A null value is one that is taken away.</summary>
    public static string? Problem(string name, string? value)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(Token)) return "is no name of a header";
        // What was set before it was forbidden can still be taken away.
        if (value is null) return null;
        if (Forbidden.Contains(name) || Array.Exists(ForbiddenPrefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
            return "is not yours to set";
        // A receiver would get it without them (RFC 9110, 5.5).
        if (value is [' ', ..] or [.., ' ']) return "has a space at an end of its value";
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has characters beyond printable ASCII in its value" : null;
    }

    public static bool IsSensitive(string name) =>
        Sensitive.Contains(name) || SecretNames.IsSecret(name) || Array.Exists(SensitiveEndings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
