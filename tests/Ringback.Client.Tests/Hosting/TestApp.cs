using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringback.Client.Tests.Verify;

namespace Ringback.Client.Tests.Hosting;

/// <summary>An application that receives webhooks, on a free port.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app) => _app = app;

    public HttpClient Client { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TestApp> StartAsync(Action<WebApplication> map, Action<WebhookOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddWebhooks(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync(Stop);
        var started = new TestApp(app);
        started.Client.BaseAddress = new Uri(app.Urls.First());
        return started;
    }

    /// <summary>Posts an event as Standard Webhooks signs it, now.</summary>
    public Task<HttpResponseMessage> PostAsync(string json, string id = "msg_1", string secret = Signed.Whsec, string path = "/hooks")
    {
        var body = Signed.Utf8(json);
        return SendAsync(path, body, Signed.StandardHeaders(secret, id, DateTimeOffset.UtcNow, body));
    }

    public async Task<HttpResponseMessage> SendAsync(string path, byte[] body, IEnumerable<KeyValuePair<string, string>> headers, string? contentType = "application/json", HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        return await Client.SendAsync(request, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
