using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ringback.Server.Health;

namespace Ringback.Server.Node;

/// <summary>
/// Starts the node before the server listens, and stops it after the last request was answered. Not ready before the one,
/// nor from the moment that stopping is asked for, so that a balancer sends its requests elsewhere.
/// </summary>
internal sealed partial class NodeService(RingbackNode node, IServer server, IHostApplicationLifetime lifetime, ILogger<NodeService> logger)
    : IHostedLifecycleService, IReadinessCheck
{
    private volatile string? _fault = "The server is starting.";

    public string? Fault => _fault;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Before anything is sent: between the server's start and its being known it could be sent to.
        node.Guard.OwnListeners = [.. node.Options.Urls.SelectMany(ListenersOf)];
        node.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Ports may be the system's choice: only now are they known.
        node.Guard.OwnListeners = [.. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).SelectMany(ListenersOf)];
        _fault = null;
        node.Store.Lost.UnsafeRegister(static service => ((NodeService)service!).StoreLost(), this);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _fault = "The server is stopping.";
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => node.StopAsync();

    /// <summary>Ends the process: only a new start knows what the other node has done meanwhile.</summary>
    private void StoreLost()
    {
        _fault = "Another node has taken over the database.";
        LogStoreLost(logger);
        lifetime.StopApplication();
    }

    [LoggerMessage(3011, LogLevel.Critical, "Lost the database to another node; the server stops", EventName = "StoreLost")]
    private static partial void LogStoreLost(ILogger logger);

    private static IEnumerable<IPEndPoint> ListenersOf(string address)
    {
        var url = new Uri(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
        if (IPAddress.TryParse(url.DnsSafeHost, out var host)) return [new IPEndPoint(host, url.Port)];
        // localhost is both; for any other name Kestrel listens on every address.
        return url.IsLoopback
            ? [new IPEndPoint(IPAddress.Loopback, url.Port), new IPEndPoint(IPAddress.IPv6Loopback, url.Port)]
            : [new IPEndPoint(IPAddress.Any, url.Port)];
    }
}
