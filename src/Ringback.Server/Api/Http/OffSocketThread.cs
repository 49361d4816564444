using Microsoft.AspNetCore.Http;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Moves a request to the thread pool. Kestrel runs requests on the thread that reads the sockets, which saves posted messages, that
/// never block, two changes of thread; whatever reads the database must not hold up all other connections meanwhile.
/// </summary>
internal static class OffSocketThread
{
    public static async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next(http);
    }
}
