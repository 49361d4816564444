using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ringback.Server.Observe;

/// <summary><c>/metrics</c>: counts and times of every stage; no names of tenants, no secrets.</summary>
internal static class ObserveRoutes
{
    public static void Map(IEndpointRouteBuilder routes, PrometheusMetrics metrics) =>
        routes.MapGet("/metrics", http =>
        {
            http.Response.ContentType = PrometheusMetrics.ContentType;
            return http.Response.WriteAsync(metrics.Text(), http.RequestAborted);
        });
}
