using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ringback.Testing;

/// <summary>
/// A destination that does what a test wants and remembers what it got: HTTP on a free port of 127.0.0.1, each path
/// with its own replies. A path that has none answers 200.
/// </summary>
internal sealed class FakeReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<ReceivedRequest> _requests = [];
    private TaskCompletionSource _arrival = NewArrival();

    private FakeReceiver(WebApplication app, X509Certificate2? certificate, TimeProvider clock)
    {
        _app = app;
        _clock = clock;
        Certificate = certificate;
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Url { get; private set; } = null!;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Url.Port);

    /// <summary>Of a receiver with TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public int Count
    {
        get
        {
            lock (_lock) return _requests.Count;
        }
    }

    /// <summary>In order of arrival, up to now.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    /// <param name="tls">With this certificate, and HTTP/2 too; null for plain HTTP/1.1.</param>
    public static async Task<FakeReceiver> StartAsync(X509Certificate2? tls = null, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (tls is not null) listen.UseHttps(tls);
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        var receiver = new FakeReceiver(app, tls, clock ?? TimeProvider.System);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Url = new Uri(address + "/");
        return receiver;
    }

    /// <summary>The URL of a path: <c>/hooks</c>.</summary>
    public Uri At(string path) => new(Url, path);

    /// <summary>One reply after another; the last for all that follow. Replaces what the path had.</summary>
    public FakeReceiver On(string path, params Reply[] replies)
    {
        _scripts[path] = new Script(replies);
        return this;
    }

    /// <summary>Waits until so many requests have come (to a path, or to any), and gives them.</summary>
    /// <exception cref="TimeoutException">Says what came instead.</exception>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(int count, string? path = null, TimeSpan? timeout = null)
    {
        List<ReceivedRequest> found = [];
        await WaitUntilAsync(request =>
        {
            if (path is null || request.Path == path) found.Add(request);
            return found.Count >= count;
        }, $"{count} requests", count == 0, timeout);
        return found;
    }

    /// <summary>Waits until there is a request like that, and gives the first.</summary>
    /// <exception cref="TimeoutException">Says what came instead.</exception>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> match, TimeSpan? timeout = null)
    {
        ReceivedRequest? found = null;
        await WaitUntilAsync(request =>
        {
            if (match(request)) found = request;
            return found is not null;
        }, "a request that matches", false, timeout);
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Shows each request once, those that have come and those that come.</summary>
    private async Task WaitUntilAsync(Func<ReceivedRequest, bool> enough, string what, bool already, TimeSpan? timeout)
    {
        using var limit = new CancellationTokenSource(timeout ?? Wait.Patience);
        for (var next = 0; !already;)
        {
            Task arrival;
            lock (_lock)
            {
                while (next < _requests.Count)
                {
                    if (enough(_requests[next++])) return;
                }
                arrival = _arrival.Task;
            }
            try
            {
                await arrival.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception)
            {
                var last = string.Join(", ", Requests.TakeLast(20).Select(request => $"{request.Method} {request.Path}"));
                throw new TimeoutException($"waited for {what}; {Count} came, the last of them: {last}", exception);
            }
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var path = context.Request.Path.Value ?? "/";
        Remember(context, path, body.ToArray());
        var reply = _scripts.TryGetValue(path, out var script) ? script.Next() : Replies.Ok;
        try
        {
            await reply(context, _stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The sender left, or the receiver stops: either way there is nobody to answer.
            context.Abort();
        }
    }

    private void Remember(HttpContext context, string path, byte[] body)
    {
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        TaskCompletionSource arrival;
        lock (_lock)
        {
            _requests.Add(new ReceivedRequest(
                _requests.Count, context.Request.Method, path, context.Request.QueryString.Value ?? "", context.Request.Protocol,
                headers, body, _clock.GetUtcNow(), context.Connection.Id));
            arrival = _arrival;
            _arrival = NewArrival();
        }
        arrival.SetResult();
    }

    private sealed class Script(Reply[] replies)
    {
        private int _next = -1;

        public Reply Next() => replies[Math.Min(Interlocked.Increment(ref _next), replies.Length - 1)];
    }
}
