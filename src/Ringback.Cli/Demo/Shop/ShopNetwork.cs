using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ringback.Cli.Demo.Shop;

/// <summary>Runs the shop's services on free ports of this machine, in this process; ends them in the order of their starts.</summary>
internal sealed class ShopNetwork : IAsyncDisposable
{
    private readonly List<WebApplication> _running = [];

    /// <value>For the services' own requests.</value>
    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    /// <param name="map">Gives a service its routes.</param>
    /// <returns>Its address.</returns>
    public async Task<Uri> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        // The command decides when to stop, not the first of several hosts that hears a signal.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        _running.Add(app);
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        return new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _running)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        Http.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
