using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ringback.Crash;

/// <summary>
/// Receives on any path, and counts: what arrived first, in order, and how often each message was answered 200. A path with
/// <c>flaky</c> in it fails a quarter of all requests, one with <c>slow</c> takes its time.
/// </summary>
internal sealed class CountingReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Arrivals> _paths = new(StringComparer.Ordinal);
    private readonly Random _random = new(1);

    private CountingReceiver(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <value>Told of each request when it comes.</value>
    public Action<HttpRequest>? Seen { get; set; }

    public static async Task<CountingReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new CountingReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        receiver.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    public Arrivals Of(string path) => _paths.GetOrAdd(path, static _ => new Arrivals());

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        Seen?.Invoke(http.Request);
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        if (path.Contains("slow", StringComparison.Ordinal)) await Task.Delay(30, CancellationToken.None);
        bool succeeds;
        lock (_random) succeeds = !path.Contains("flaky", StringComparison.Ordinal) || _random.Next(4) > 0;
        Of(path).Add(http.Request.Headers["webhook-id"].ToString(), succeeds);
        http.Response.StatusCode = succeeds ? 200 : 500;
    }
}

/// <summary>What came to one path.</summary>
internal sealed class Arrivals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _successes = new(StringComparer.Ordinal);
    private readonly List<string> _first = [];

    /// <value>The messages, in the order in which they succeeded for the first time.</value>
    public IReadOnlyList<string> First
    {
        get
        {
            lock (_lock) return [.. _first];
        }
    }

    public int Count
    {
        get
        {
            lock (_lock) return _first.Count;
        }
    }

    /// <value>Requests answered 200 for messages that had been answered 200 before.</value>
    public int Repeats
    {
        get
        {
            lock (_lock) return _successes.Values.Sum() - _first.Count;
        }
    }

    public void Add(string id, bool succeeded)
    {
        if (!succeeded) return;
        lock (_lock)
        {
            var before = _successes.GetValueOrDefault(id);
            _successes[id] = before + 1;
            if (before == 0) _first.Add(id);
        }
    }
}
