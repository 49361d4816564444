using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ringback.Bench.Children;

/// <summary>Kestrel with nothing around it but one handler: no routing, no logging. Runs until the bench lets go.</summary>
internal static class KestrelHost
{
    public static async Task RunAsync(RequestDelegate handler, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(stop);
        ChildSide.Ready(app.Urls.First());
        await ChildSide.ParentGoneAsync(stop);
        await app.StopAsync(CancellationToken.None);
    }
}
