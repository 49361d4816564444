using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Measures;

namespace Ringback.Bench.Server;

/// <summary>Ringback as its users start it, <c>ringback serve</c>, in a process of its own with a data folder of its own.</summary>
internal sealed class RingbackServer : IAsyncDisposable
{
    private const string ListensOn = "Ringback listens on ";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly Child _child;

    private RingbackServer(Child child, string url, string folder)
    {
        _child = child;
        Url = url;
        Folder = folder;
        Api = new RingbackApi(url);
    }

    /// <summary>Scheme, host and port, no slash at the end.</summary>
    public string Url { get; }

    public string Folder { get; }

    public RingbackApi Api { get; }

    /// <summary>CPU microseconds used so far.</summary>
    public double Cpu => ProcessFigures.Cpu(_child.Id);

    /// <summary>Bytes resident now.</summary>
    public long Resident => ProcessFigures.Resident(_child.Id);

    /// <summary>The settings of a server on a PostgreSQL database.</summary>
    public static (string Name, string Value)[] On(string address) =>
        [("RINGBACK_STORE", address), ("RINGBACK_ENCRYPTION_KEY", Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("bench"u8)))];

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<RingbackServer> StartAsync(Run run, string folder, CancellationToken stop, params (string Name, string Value)[] settings)
    {
        var server = await LaunchAsync(run, folder, stop, settings);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        try
        {
            while (!await server.Api.IsReadyAsync(patience.Token))
            {
                server.ThrowIfEnded();
                await Task.Delay(20, patience.Token);
            }

            return server;
        }
        catch (Exception failure)
        {
            var tail = server._child.Tail();
            await server.DisposeAsync();
            if (failure is OperationCanceledException && !stop.IsCancellationRequested)
                throw new BenchException($"Ringback was not ready within {StartPatience.TotalSeconds:0} s.{Environment.NewLine}{tail}");
            throw;
        }
    }

    /// <summary>Starts it and waits until it says where it listens.</summary>
    public static async Task<RingbackServer> LaunchAsync(Run run, string folder, CancellationToken stop, params (string Name, string Value)[] settings)
    {
        var program = run.Options.Program ?? Path.Combine(AppContext.BaseDirectory, "ringback.dll");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RINGBACK_JWT_SECRET"] = Token.Secret,
            ["RINGBACK_ALLOWED_DESTINATIONS"] = "127.0.0.0/8",
        };
        foreach (var (name, value) in settings)
            environment[name] = value;
        var child = Child.Start("Ringback", [program, "serve", "--urls", "http://127.0.0.1:0", "--data", folder], environment);
        try
        {
            return new RingbackServer(child, await child.HearAsync(ListensOn, null, StartPatience, stop), folder);
        }
        catch
        {
            await child.TerminateAsync();
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts of a message to an application, each with a token and a fresh idempotency key.</summary>
    public LoadPlan Posts(Run run, string application, string eventType) => new()
    {
        Url = Url,
        Watch = _child.Id,
        Requests = [Post(application, eventType)],
        Connections = run.Options.Connections,
        Warmup = run.Options.Warmup,
        Seconds = run.Options.Seconds,
    };

    /// <summary>Events that Stripe signed, each with an id of its own, to a source's ingest URL.</summary>
    public LoadPlan Events(Run run, string path) => Posts(run, "", "") with { Requests = [StripeEvent.To(path)] };

    public static RequestPlan Post(string application, string eventType) => new()
    {
        Path = $"/api/v1/app/{application}/msg",
        Headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Authorization"] = Token.Bearer,
            ["Idempotency-Key"] = Payload.FreshKey,
        },
        Body = Payload.Message(eventType),
    };

    public void ThrowIfEnded()
    {
        if (_child.HasExited)
            throw new BenchException($"Ringback ended by itself.{Environment.NewLine}{_child.Tail()}");
    }

    /// <summary>Stops it as a service manager does, and waits for its end; the data folder stays.</summary>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _child.TerminateAsync();
        await _child.DisposeAsync();
    }
}
