using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;
using Ringback.Testing;

namespace Ringback.Server.Tests;

/// <summary>A server on a free port with a data folder of its own, and a client that has its organisation's token.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app, RingbackOptions options)
    {
        _app = app;
        Options = options;
    }

    public RingbackOptions Options { get; }

    public IServiceProvider Services => _app.Services;

    public HttpClient Client { get; } = new();

    public Ksuid Organisation { get; set; }

    /// <summary>The last request and its answer: what a test that gives up waiting has seen.</summary>
    public string LastAnswer { get; private set; } = "nothing was asked";

    /// <summary>For another server after this one.</summary>
    public bool KeepsData { get; set; }

    /// <param name="configure">Changes the options.</param>
    /// <param name="map">Adds operations of the test's own.</param>
    /// <param name="clock">In the place of the system's.</param>
    public static async Task<RunningServer> StartAsync(
        Action<RingbackOptions>? configure = null, Action<ApiRoutes>? map = null, TimeProvider? clock = null)
    {
        var options = new RingbackOptions
        {
            Data = Directory.CreateTempSubdirectory("ringback-server-").FullName,
            Urls = ["http://127.0.0.1:0"],
            LogLevel = LogVerbosity.Information,
        };
        configure?.Invoke(options);
        var log = new TestLog(TestContext.Current.TestOutputHelper is { } output ? output.WriteLine : null);
        var app = RingbackServer.Build(options, clock, logging => logging.ClearProviders().AddProvider(log));
        map?.Invoke(new ApiRoutes(app, app.Services.GetRequiredService<Authenticator>(), app.Services.GetRequiredService<AnswerBudget>(), options));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var server = new RunningServer(app, options) { Organisation = app.Services.GetRequiredService<IdSource>().Next() };
        server.Client.BaseAddress = new Uri(app.Urls.First());
        server.Use(app.Services.GetRequiredService<TokenIssuer>().Organisation(server.Organisation));
        return server;
    }

    /// <summary>Sends another token from now on; null: none.</summary>
    public void Use(string? token) =>
        Client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    public void UseAnotherOrganisation() => Use(Services.GetRequiredService<TokenIssuer>().Organisation(Services.GetRequiredService<IdSource>().Next()));

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<Answer> SendAsync(string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
        foreach (var (name, value) in headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value) || request.Content is null) continue;
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var headersOut = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var answer = new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), headersOut);
        LastAnswer = $"{method} {path} was answered {answer.Status}: {answer.Body}";
        return answer;
    }

    public Task<Answer> SendAsync(string method, string path, string? body = null) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (!KeepsData) Directory.Delete(Options.Data, recursive: true);
    }

    internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers);
}
