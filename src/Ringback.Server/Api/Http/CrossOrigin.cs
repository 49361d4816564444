using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Lets pages of every origin use the API. No cookie is ever read, so a page can do only what the token allows that it
/// has anyway (WHATWG Fetch, 3.2).
/// </summary>
internal static class CrossOrigin
{
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request.Headers;
        if (!request.ContainsKey(HeaderNames.Origin)) return next(http);
        var answer = http.Response.Headers;
        answer.AccessControlAllowOrigin = "*";
        answer.AccessControlExposeHeaders = "*";
        if (!HttpMethods.IsOptions(http.Request.Method) || !request.ContainsKey(HeaderNames.AccessControlRequestMethod)) return next(http);

        // The wildcard doesn't cover Authorization, so what is asked for is named.
        answer.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
        answer.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        answer.AccessControlMaxAge = "86400";
        answer.Vary = HeaderNames.AccessControlRequestHeaders;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
