using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Ringback.Server.Node;

/// <summary>Starts the node before the server listens, and stops it after the last request was answered.</summary>
internal sealed class NodeService(RingbackNode node, IServer server) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        node.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Ports may be the system's choice: only now are they known.
        node.Guard.OwnListeners = [.. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(ListenerOf)];
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => node.StopAsync();

    private static IPEndPoint ListenerOf(string address)
    {
        var url = new Uri(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
        return new IPEndPoint(IPAddress.TryParse(url.DnsSafeHost, out var host) ? host : IPAddress.Loopback, url.Port);
    }
}
