using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ringback.Server.Listening;

namespace Ringback.Server.Observe;

/// <summary><c>/metrics</c>: counts and times of every stage; no names of tenants, no secrets.</summary>
internal static class ObserveRoutes
{
    public const string Path = "/metrics";

    public static void Map(IEndpointRouteBuilder routes, PrometheusMetrics metrics) =>
        routes.MapGet(Path, http =>
        {
            // No other way to write it, so that a proxy's rule about this path holds.
            if (RawPath.Read(http) is not Path)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
            http.Response.ContentType = PrometheusMetrics.ContentType;
            return http.Response.WriteAsync(metrics.Text(), http.RequestAborted);
        });
}
