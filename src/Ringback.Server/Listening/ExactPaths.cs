using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Ringback.Server.Listening;

/// <summary>
/// Takes back what routing found when the path only resembles the route: routing ignores case and sees decoded paths, so that
/// <c>/METRICS</c> and <c>/%6Detrics</c> would pass a proxy's rule about <c>/metrics</c>.
/// </summary>
internal static class ExactPaths
{
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is RouteEndpoint endpoint && !Matches(endpoint.RoutePattern, RawPath.Read(http))) http.SetEndpoint(null);
        return next(http);
    }

    /// <summary>Whether the literal segments of the pattern stand in the path as they are written.</summary>
    private static bool Matches(RoutePattern pattern, ReadOnlySpan<char> path)
    {
        foreach (var segment in pattern.PathSegments)
        {
            if (path.IsEmpty) return false;
            path = path[1..];
            var end = path.IndexOf('/');
            var given = end < 0 ? path : path[..end];
            if (segment is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } && !given.Equals(literal.Content, StringComparison.Ordinal)) return false;
            path = end < 0 ? default : path[end..];
        }
        return true;
    }
}
