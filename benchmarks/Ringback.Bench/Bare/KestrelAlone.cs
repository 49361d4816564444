using Microsoft.AspNetCore.Http;
using Ringback.Bench.Children;

namespace Ringback.Bench.Bare;

/// <summary>Bare limit: a POST whose body is read, nothing stored.</summary>
internal static class KestrelAlone
{
    public static Task RunAsync(CancellationToken stop) => KestrelHost.RunAsync(Handle, stop);

    private static async Task Handle(HttpContext context)
    {
        await Body.DrainAsync(context.Request.BodyReader);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
