using System.Buffers;
using System.Collections.Frozen;

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

    /// <summary>Ours to set, or HTTP's own.</summary>
    private static readonly FrozenSet<string> Forbidden = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "accept", "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date", "expect",
        "host", "keep-alive", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "via");

    private static readonly string[] ForbiddenPrefixes = ["svix-", "webhook-", "proxy-", "sec-", "x-forwarded-"];

    private static readonly FrozenSet<string> Sensitive = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "authorization", "cookie", "api-key", "apikey", "x-api-key", "x-apikey", "www-authenticate");

    private static readonly string[] SensitiveEndings = ["token", "secret", "password", "credential", "credentials", "signature", "api-key"];

    /// <summary>What is wrong, or null. A null value is one that is taken away.</summary>
    public static string? Problem(string name, string? value)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(Token)) return "is no name of a header";
        if (Forbidden.Contains(name) || Array.Exists(ForbiddenPrefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
            return "is not yours to set";
        if (value is null) return null;
        // A receiver would get it without them (RFC 9110, 5.5).
        if (value is [' ', ..] or [.., ' ']) return "has a space at an end of its value";
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has characters beyond printable ASCII in its value" : null;
    }

    public static bool IsSensitive(string name) =>
        Sensitive.Contains(name) || Array.Exists(SensitiveEndings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
