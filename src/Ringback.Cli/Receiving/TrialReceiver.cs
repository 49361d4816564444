using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ringback.Cli.Start;
using Ringback.Verification.Signing;

namespace Ringback.Cli.Receiving;

/// <summary>A receiver for trying things: verifies what comes, tells of it, and fails when it is asked to.</summary>
internal sealed class TrialReceiver : IAsyncDisposable
{
    private const int LargestBody = 16 << 20;

    private readonly WebApplication _app;
    private readonly Action<Arrival> _tell;
    private readonly ConcurrentDictionary<string, int> _attempts = new(StringComparer.Ordinal);

    private TrialReceiver(WebApplication app, Action<Arrival> tell)
    {
        _app = app;
        _tell = tell;
    }

    /// <value>Where it listens, without a slash at the end.</value>
    public string Url => _app.Urls.First();

    /// <value>Checks the signatures; null: they aren't.</value>
    public SignatureVerifier? Verifier { get; set; }

    /// <value>So many attempts of each message are answered 500 first.</value>
    public int FailFirst { get; init; }

    /// <param name="url">Host and port; port 0 for a free one.</param>
    /// <param name="tell">Hears of each arrival before it is answered, on any thread.</param>
    /// <exception cref="IOException">It can't listen there; see <see cref="ListenFailure"/>.</exception>
    public static async Task<TrialReceiver> StartAsync(string url, Action<Arrival> tell, int failFirst = 0, SignatureVerifier? verifier = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        // The command decides when to stop, not the first of several hosts that hears a signal.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.Urls.Add(url);
        var receiver = new TrialReceiver(app, tell) { FailFirst = failFirst, Verifier = verifier };
        app.Run(receiver.ReceiveAsync);
        try
        {
            await app.StartAsync();
            return receiver;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var headers = http.Request.Headers;
        string? id = headers["webhook-id"];
        var attempt = id is null ? 1 : _attempts.AddOrUpdate(id, 1, static (_, before) => before + 1);
        var check = Verifier?.Verify(id, headers["webhook-timestamp"], headers["webhook-signature"], bytes.Span);
        http.Response.StatusCode =
            check is not (null or SignatureCheck.Valid) ? StatusCodes.Status401Unauthorized
            : attempt <= FailFirst ? StatusCodes.Status500InternalServerError
            : StatusCodes.Status200OK;
        _tell(new Arrival(id, attempt, check, http.Response.StatusCode, bytes));
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
