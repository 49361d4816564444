using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ringback.Server.Portal;

/// <summary>
/// <c>/portal</c>: the pages on which a customer of yours sees to its endpoints and messages, and <c>/</c>, which says what
/// this is. They hold no data: everything comes from the API, with the token that the link to the portal carries behind <c>#</c>.
/// </summary>
internal static class PortalRoutes
{
    public const string Landing = "landing.html";
    private const string Portal = "index.html";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in EmbeddedFile.All())
        {
            switch (file.Name)
            {
                case Landing:
                    routes.MapMethods("/", Methods, http => LandingPage.WriteAsync(http, file));
                    break;
                case Portal:
                    routes.MapMethods("/portal", Methods, http => WritePortalAsync(http, file));
                    break;
                default:
                    routes.MapMethods("/portal/" + file.Name, Methods, file.WriteAsync);
                    break;
            }
        }
    }

    /// <summary>Its references are relative, so that it works below any path of a proxy: it has one address, without a slash.</summary>
    private static Task WritePortalAsync(HttpContext http, EmbeddedFile page)
    {
        if (!http.Request.Path.Value!.EndsWith('/')) return page.WriteAsync(http);
        // Relative too. A browser takes the fragment along (WHATWG Fetch, 4.4).
        http.Response.Headers.Location = "../portal" + http.Request.QueryString;
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        return Task.CompletedTask;
    }
}
