using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>
/// Two nodes of one database, under load: two applications, one of them in order. A receiver tells by a header which node sends. At the end
/// all is counted.
/// </summary>
internal sealed class NodePair : IAsyncDisposable
{
    private static readonly string[] AnyPaths = ["/any", "/any-flaky", "/any-slow"];
    private static readonly string[] FifoPaths = ["/fifo", "/fifo-slow"];
    private readonly CountingReceiver _receiver;
    private readonly CancellationTokenSource _enough = new();
    private readonly List<Task> _clients = [];
    private readonly Load _load;
    private readonly ConcurrentDictionary<string, List<long>> _sends = new(StringComparer.Ordinal);

    private NodePair(ChaosDatabase database, CountingReceiver receiver, string? storeOfFirst, bool isPatient)
    {
        (Database, _receiver) = (database, receiver);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        (First, Second) = (Create("first", key, storeOfFirst ?? database.Address, isPatient), Create("second", key, database.Address, isPatient));
        _load = new Load(First, Second);
        receiver.Seen = request =>
        {
            foreach (var node in (string[])["first", "second"])
            {
                if (!request.Headers.ContainsKey(node + "-id")) continue;
                var times = _sends.GetOrAdd(node, static _ => []);
                lock (times) times.Add(Stopwatch.GetTimestamp());
            }
        };
    }

    public ChaosDatabase Database { get; }

    public ServerProcess First { get; }

    public ServerProcess Second { get; }

    /// <value>How many messages were answered 202.</value>
    public int Accepted => _load.Accepted("any").Count + _load.Accepted("fifo").Count;

    /// <summary>Starts the first node, which then owns the database; the second one is to be launched.</summary>
    /// <param name="database">Is empty.</param>
    /// <param name="storeOfFirst">Where the first node finds the database, if not where it is.</param>
    /// <param name="isPatient">Whether clients wait long for an answer, before they ask the other node.</param>
    public static async Task<NodePair> StartAsync(ChaosDatabase database, string? storeOfFirst = null, bool isPatient = false)
    {
        var pair = new NodePair(database, await CountingReceiver.StartAsync(), storeOfFirst, isPatient);
        try
        {
            await pair.First.StartAsync();
            await pair.PrepareAsync(pair.First);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts both nodes at the same moment, and waits for one of them.</summary>
    public static async Task<NodePair> StartAtOnceAsync(ChaosDatabase database)
    {
        var pair = new NodePair(database, await CountingReceiver.StartAsync(), null, isPatient: false);
        try
        {
            pair.First.Launch();
            pair.Second.Launch();
            await Wait.UntilAsync(
                async () => Waits(pair.First) + Waits(pair.Second) > 2 && (await pair.First.ReadyAsync() || await pair.Second.ReadyAsync()),
                () => pair.First.Output + pair.Second.Output);
            await pair.PrepareAsync(await pair.First.ReadyAsync() ? pair.First : pair.Second);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Launches a node, and waits until it stands by.</summary>
    public static async Task StandByAsync(ServerProcess node)
    {
        var before = Waits(node);
        node.Launch();
        await Wait.UntilAsync(() => Waits(node) > before, () => node.Output);
    }

    /// <summary>Posts one message to the first node until it is answered 202.</summary>
    public Task PostAsync(string key) => Wait.UntilAsync(
        async () => (await First.PostAsync("/api/v1/app/any/msg", """{"eventType":"a.b","payload":{"x":1}}""", key)).Status == System.Net.HttpStatusCode.Accepted);

    /// <summary>Lets clients post from now on, and waits until messages arrive.</summary>
    public async Task LoadAsync()
    {
        _clients.Add(_load.RunAsync("fifo", _enough.Token));
        for (var i = 0; i < 6; i++) _clients.Add(_load.RunAsync("any", _enough.Token));
        await FlowsAsync(50);
    }

    /// <summary>Waits until so many more messages were accepted.</summary>
    public async Task FlowsAsync(int more)
    {
        var wanted = Accepted + more;
        await Wait.UntilAsync(() => Accepted >= wanted, () => $"{Accepted} of {wanted}\n{First.Output}\n{Second.Output}");
    }

    /// <summary>When requests of a node came, as timestamps.</summary>
    public IReadOnlyList<long> SendsOf(string node)
    {
        var times = _sends.GetOrAdd(node, static _ => []);
        lock (times) return [.. times];
    }

    /// <summary>
    /// Ends the load, and counts: all that was accepted has arrived, in order where that is promised, and nothing was accepted twice; each
    /// delivery has one outcome on record, and no work is left.
    /// </summary>
    public async Task SettleAsync()
    {
        await _enough.CancelAsync();
        await Wait.ForAsync(Task.WhenAll(_clients));
        var (any, fifo) = (_load.Accepted("any"), _load.Accepted("fifo"));
        var deliveries = any.Count * AnyPaths.Length + fifo.Count * FifoPaths.Length;
        (await Database.NumberAsync("select count(*) from message")).ShouldBe(Accepted);
        var left = "";
        await Wait.UntilAsync(
            async () =>
            {
                if (await Database.EndedAsync() >= deliveries) return true;
                left = await Database.DescribeAsync();
                return false;
            },
            () => $"of {deliveries} deliveries some are left\n{left}\n{First.Output[Math.Max(0, First.Output.Length - 4000)..]}\n{Second.Output[Math.Max(0, Second.Output.Length - 1500)..]}");
        (await Database.EndedAsync()).ShouldBe(deliveries);
        foreach (var path in AnyPaths)
            _receiver.Of(path).First.ShouldBe(any, ignoreOrder: true, path);
        foreach (var path in FifoPaths)
            _receiver.Of(path).First.ShouldBe(fifo, ignoreOrder: false, path);
        any.Concat(fifo).Distinct().Count().ShouldBe(Accepted);
        var repeats = AnyPaths.Concat(FifoPaths).Sum(path => _receiver.Of(path).Repeats);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Accepted} messages, {deliveries} deliveries, {repeats} of them twice");
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _receiver.DisposeAsync();
        _enough.Dispose();
    }

    private static int Waits(ServerProcess node) => node.Output.Split("Waiting for the database").Length;

    private static ServerProcess Create(string name, string key, string store, bool isPatient) => new()
    {
        Timeout = TimeSpan.FromSeconds(isPatient ? 30 : 3),
        Settings =
        {
            ["RINGBACK_STORE"] = store,
            ["RINGBACK_ENCRYPTION_KEY"] = key,
            ["RINGBACK_JWT_SECRET"] = key,
            ["RINGBACK_LOG_LEVEL"] = "information",
            ["RINGBACK_HEADER_PREFIXES"] = "webhook," + name,
            ["RINGBACK_RETRY_SCHEDULE"] = string.Join(',', Enumerable.Repeat("20ms", 60)),
            ["RINGBACK_LANE_IN_FLIGHT"] = "2",
            ["RINGBACK_SHUTDOWN_TIMEOUT"] = "2s",
        },
    };

    /// <summary>Configures both applications through a node, whose token is then the other node's, too.</summary>
    private async Task PrepareAsync(ServerProcess owner)
    {
        foreach (var (application, paths) in ((string, string[])[])[("any", AnyPaths), ("fifo", FifoPaths)])
        {
            await owner.CreateAsync("/api/v1/app", $$"""{"name":"{{application}}","uid":"{{application}}"}""");
            foreach (var path in paths)
                await owner.CreateAsync($"/api/v1/app/{application}/endpoint", $$"""{"url":"{{_receiver.Url}}{{path}}","deliveryOrder":"{{application}}"}""");
        }

        (First.Token, Second.Token) = (owner.Token, owner.Token);
    }
}
