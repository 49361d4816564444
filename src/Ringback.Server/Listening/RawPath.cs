using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ringback.Server.Listening;

/// <summary>The path of a request as it was sent, before Kestrel decodes it and resolves its steps.</summary>
internal static class RawPath
{
    /// <summary>Encoded, with its leading slash, without the query.</summary>
    public static ReadOnlySpan<char> Read(HttpContext http) => Read(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    /// <param name="target">In any of the forms of RFC 9112, 3.2.</param>
    public static ReadOnlySpan<char> Read(string target)
    {
        var path = target.AsSpan();
        if (path.IndexOf('?') is >= 0 and var query) path = path[..query];
        if (path.StartsWith('/')) return path;
        // The absolute form that proxies get: http://host/path.
        var authority = path.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0) return path;
        path = path[(authority + 3)..];
        return path.IndexOf('/') is >= 0 and var slash ? path[slash..] : "/";
    }
}
