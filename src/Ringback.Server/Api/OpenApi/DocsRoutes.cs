using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;
using Ringback.Server.Listening;

namespace Ringback.Server.Api.OpenApi;

/// <summary><c>/openapi/v1.json</c>, and <c>/docs</c>: a page to browse and try the API. All of it comes from this server.</summary>
internal static class DocsRoutes
{
    public const string Document = "/openapi/v1.json";
    public const string Page = "docs";

    /// <summary>Everything comes from this server; the page's own styles stand in its elements.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// The page; before routing. A token that is given to it stays in the page: what is kept in a browser's storage could be read by any page
    /// of this origin.
    /// </summary>
    public static void UsePage(WebApplication app) => app.UseWhen(IsPage, static page =>
    {
        page.Use(static (RequestDelegate next) => http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            return next(http);
        });
        page.UseSwaggerUI(static ui =>
        {
            ui.RoutePrefix = Page;
            ui.DocumentTitle = "Ringback API";
            ui.SwaggerEndpoint(Document, "Ringback");
            ui.EnableDeepLinking();
            ui.DisplayOperationId();
            ui.DefaultModelsExpandDepth(0);
        });
    });

    private static bool IsPage(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/" + Page, StringComparison.Ordinal) && RawPath.Read(http).StartsWith("/" + Page);

    /// <summary>The document; its bytes are made at the first request, when everything is mapped.</summary>
    public static void Map(IEndpointRouteBuilder routes, TimeProvider clock)
    {
        var bytes = new Lazy<byte[]>(() => Write(ApiDocument.Build(Version, Mapped(routes.DataSources), clock.GetUtcNow())));
        routes.MapGet(Document, async http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bytes.Value.Length;
            await new PacedOutput(http, clock).SendAsync(bytes.Value);
        });
    }

    /// <summary>Every operation of the API that is mapped.</summary>
    internal static IReadOnlyList<MappedRoute> Mapped(IEnumerable<EndpointDataSource> sources) =>
    [
        .. sources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText is { } path
                && (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/ingest/api/", StringComparison.Ordinal)))
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method =>
            {
                var access = endpoint.Metadata.GetMetadata<RouteAccess>();
                return new MappedRoute(method, endpoint.RoutePattern.RawText!, access?.Access ?? Access.Open, access?.Needs ?? Capability.None, access?.Reads ?? false);
            })),
    ];

    private static byte[] Write(JsonObject document)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        // Nothing of it lands in a page's markup: what is said stays readable.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static string Version => typeof(DocsRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
