using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Measures;
using Ringback.Bench.Server;

namespace Ringback.Bench.Peer;

/// <summary>The program of <c>benchmarks/peer</c>: an API and a worker, each a Node process of its own, and their Redis.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly RedisProcess _redis;
    private readonly List<Child> _children = [];
    private string _url = "";

    private PeerServer(RedisProcess redis) => _redis = redis;

    /// <summary>Starts it, delivering to <paramref name="target"/>, and waits until both processes are connected to Redis.</summary>
    public static async Task<PeerServer> StartAsync(Run run, string target, CancellationToken stop)
    {
        var peer = new PeerServer(await RedisProcess.StartAsync(run, stop));
        try
        {
            await peer.Launch("the peer's worker", "worker.mjs", target).ReadyAsync(stop);
            peer._url = await peer.Launch("the peer's API", "api.mjs", target).ReadyAsync(stop);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same posts as Ringback gets, but for the path.</summary>
    public LoadPlan Posts(Run run) => new()
    {
        Url = _url,
        Requests = [RingbackServer.Post("bench", "invoice.paid") with { Path = "/messages" }],
        Connections = run.Options.Connections,
        Warmup = run.Options.Warmup,
        Seconds = run.Options.Seconds,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var child in Enumerable.Reverse(_children))
            await child.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private Child Launch(string name, string file, string target)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NODE_ENV"] = "production",
            ["REDIS_URL"] = _redis.Url,
            ["TARGET"] = target,
        };
        var child = Child.StartProgram(name, "node", [Path.Combine(PeerPackages.Folder, file)], environment);
        _children.Add(child);
        return child;
    }
}
