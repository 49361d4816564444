using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ringback.Core.Http;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Portal;

/// <summary><c>GET /</c>: what answers here, for a person or for a program.</summary>
internal static class LandingPage
{
    public static async Task WriteAsync(HttpContext http, EmbeddedFile page)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        if (http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) await page.WriteAsync(http);
        else await JsonOutput.WriteAsync(http.Response, DestinationHeaders.UserAgent, Write);
    }

    private static void Write(Utf8JsonWriter json, string product)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, product);
        json.WriteString("description"u8, "A webhook service: post a message once, and every endpoint that subscribed gets it.");
        json.WriteString("api"u8, "/api/v1");
        json.WriteString("openapi"u8, "/openapi/v1.json");
        json.WriteString("docs"u8, "/docs");
        json.WriteString("health"u8, "/health/ready");
        json.WriteEndObject();
    }
}
