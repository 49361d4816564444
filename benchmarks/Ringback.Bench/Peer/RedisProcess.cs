using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringback.Bench.Children;
using Ringback.Bench.Measures;

namespace Ringback.Bench.Peer;

/// <summary>A Redis of the bench's own, which writes every change to disk before it answers (<c>appendfsync always</c>).</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private readonly Child _child;
    private readonly string _folder;
    private readonly int _port;

    private RedisProcess(Child child, string folder, int port)
    {
        _child = child;
        _folder = folder;
        _port = port;
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{_port}");

    /// <summary>Starts it with an empty folder and waits until it listens.</summary>
    public static async Task<RedisProcess> StartAsync(Run run, CancellationToken stop)
    {
        var (folder, port) = (run.NewFolder("redis"), FreePort());
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--dir", folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no",
        ];
        var redis = new RedisProcess(Child.StartProgram("Redis", "redis-server", arguments, new Dictionary<string, string>(StringComparer.Ordinal)), folder, port);
        try
        {
            await redis.ListensAsync(stop);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _child.TerminateAsync();
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ListensAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port, patience.Token);
                return;
            }
            catch (SocketException) when (!_child.HasExited)
            {
                await Task.Delay(20, patience.Token);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                throw new BenchException($"Redis does not listen.{Environment.NewLine}{_child.Tail()}");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
