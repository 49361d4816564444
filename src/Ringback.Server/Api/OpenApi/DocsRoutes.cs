using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.OpenApi;

/// <summary><c>/openapi/v1.json</c>, and <c>/docs</c>: a page to browse and try the API. All of it comes from this server.</summary>
internal static class DocsRoutes
{
    public const string Document = "/openapi/v1.json";
    public const string Page = "docs";

    /// <summary>The page; before routing.</summary>
    public static void UsePage(WebApplication app) => app.UseWhen(
        static http => http.Request.Path.StartsWithSegments("/" + Page, StringComparison.Ordinal),
        static page => page.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = Page;
            ui.DocumentTitle = "Ringback API";
            ui.SwaggerEndpoint(Document, "Ringback");
            ui.EnableDeepLinking();
            ui.DisplayOperationId();
            ui.DefaultModelsExpandDepth(0);
            ui.EnablePersistAuthorization();
        }));

    /// <summary>The document; its bytes are made at the first request, when everything is mapped.</summary>
    public static void Map(IEndpointRouteBuilder routes, TimeProvider clock)
    {
        var bytes = new Lazy<byte[]>(() => Write(ApiDocument.Build(Version, Mapped(routes), clock.GetUtcNow())));
        routes.MapGet(Document, http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bytes.Value.Length;
            return http.Response.Body.WriteAsync(bytes.Value, http.RequestAborted).AsTask();
        });
    }

    /// <summary>Every operation of the API that is mapped.</summary>
    internal static IReadOnlyList<MappedRoute> Mapped(IEndpointRouteBuilder routes) =>
    [
        .. routes.DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText is { } path
                && (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/ingest/api/", StringComparison.Ordinal)))
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method =>
            {
                var access = endpoint.Metadata.GetMetadata<RouteAccess>();
                return new MappedRoute(method, endpoint.RoutePattern.RawText!, access?.Access ?? Access.Open, access?.Needs ?? Capability.None);
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
