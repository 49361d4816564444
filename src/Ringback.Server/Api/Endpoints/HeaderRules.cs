using System.Buffers;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Endpoints;

/// <summary>What the custom headers of an endpoint may be, and which of them hold credentials.</summary>
/// <param name="prefixes">Of our own headers, beyond those of the contract: <c>acme</c> forbids <c>acme-…</c>.</param>
internal sealed class HeaderRules(IReadOnlyList<string> prefixes)
{
    private const int MostHeaders = 50;
    private const int MostBytes = 16 * 1024;
    private const int LongestName = 128;

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <value>What frames the message or is said by us; the hop-by-hop ones would break the connection (RFC 9110, 7.6.1).</value>
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "user-agent", "content-type", "content-length", "content-encoding", "content-range", "content-md5",
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "http2-settings", "expect", "accept-encoding", "date", "traceparent", "tracestate",
    };

    /// <value>Parts of names by which credentials are known.</value>
    private static readonly string[] Sensitive =
        ["auth", "token", "secret", "password", "passwd", "credential", "cookie", "api-key", "apikey", "api_key", "access-key", "private", "signature", "session"];

    private readonly string[] _prefixes = [.. new[] { "webhook", "svix" }.Union(prefixes).Select(prefix => prefix + "-")];

    /// <summary>Whether a value is never shown again.</summary>
    public static bool IsSensitive(string name) => Sensitive.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>The headers to set; null when none are given.</summary>
    public IReadOnlyDictionary<string, string>? Read(JsonFields fields, Need need = Need.Optional)
    {
        var headers = Check(fields, fields.NullableMap("headers", TextRule.Any, TextRule.Any, MostBytes, nulls: false, need));
        return headers is { Count: > 0 } ? headers.ToDictionary(header => header.Key, header => header.Value!) : null;
    }

    /// <summary>The headers to set or, where null, to remove.</summary>
    public IReadOnlyDictionary<string, string?>? ReadPatch(JsonFields fields) =>
        Check(fields, fields.NullableMap("headers", TextRule.Any, TextRule.Any, MostBytes, need: Need.NotNull));

    /// <summary>Why these are too many in all, or null: a patch adds to what there is.</summary>
    public static string? TooMany(IReadOnlyDictionary<string, string> headers) =>
        headers.Count > MostHeaders ? $"must have at most {MostHeaders} items"
        : headers.Sum(header => header.Key.Length + header.Value.Length) > MostBytes ? $"must have at most {MostBytes} bytes in all"
        : null;

    private IReadOnlyDictionary<string, string?>? Check(JsonFields fields, IReadOnlyDictionary<string, string?>? headers)
    {
        if (headers is null) return null;
        if (headers.Count > MostHeaders) fields.Add("headers", $"must have at most {MostHeaders} items");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (Problem(name, value, names) is { } problem) fields.Add("headers", name, problem);
        }
        return headers;
    }

    private string? Problem(string name, string? value, HashSet<string> names)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(NameCharacters)) return "is no name of a header";
        if (Forbidden.Contains(name) || _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            return "is a header that only the server sets";
        if (!names.Add(name)) return "is there in another spelling too";
        // RFC 9110, 5.5, without the obsolete bytes above 127; a value that begins or ends with a space would lose it.
        if (value is not null && (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.Trim(' ').Length != value.Length))
            return "may hold printable ASCII only, without a space at either end";
        return null;
    }
}
