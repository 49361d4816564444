using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Health;

/// <summary>
/// <c>/health</c>, <c>/api/v1/health</c> and <c>/api/v1/health/ping</c>: the process answers (204). <c>/health/ready</c>: it can do its work (204),
/// or why not (503).
/// </summary>
internal static class HealthRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<IReadinessCheck> checks)
    {
        routes.MapMethods("/health", Methods, Alive);
        routes.MapMethods("/api/v1/health", Methods, Alive);
        routes.MapMethods("/api/v1/health/ping", Methods, Alive);
        routes.MapMethods("/health/ready", Methods, http => Ready(http, checks));
    }

    private static Task Alive(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task Ready(HttpContext http, IReadOnlyList<IReadinessCheck> checks)
    {
        var faults = checks.Select(c => c.Fault).OfType<string>().ToList();
        http.Response.StatusCode = faults.Count == 0 ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable;
        if (faults.Count > 0) await JsonOutput.WriteAsync(http.Response, faults, Write);
    }

    private static void Write(Utf8JsonWriter json, List<string> faults)
    {
        json.WriteStartObject();
        json.WriteStartArray("notReady"u8);
        foreach (var fault in faults) json.WriteStringValue(fault);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
