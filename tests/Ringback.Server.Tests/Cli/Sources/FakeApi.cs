using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ringback.Server.Tests.Cli.Sources;

/// <summary>A provider's API on a free port: what it has, and what it was asked, "POST /v1/webhook_endpoints".</summary>
internal abstract class FakeApi : IAsyncDisposable
{
    private WebApplication _app = null!;

    public string Url => _app.Urls.First();

    public List<string> Asked { get; } = [];

    /// <value>What every request must have as its bearer's token.</value>
    public string Key { get; init; } = "the-key";

    /// <summary>Refuses what changes something, once this says with what.</summary>
    public Func<HttpRequest, (int Status, string Body)?> Refuse { get; set; } = _ => null;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Use(async (http, next) =>
        {
            Asked.Add($"{http.Request.Method} {http.Request.Path}");
            if (http.Request.Headers.Authorization != "Bearer " + Key) await AnswerAsync(http, 401, Unauthorized);
            else if (Refuse(http.Request) is { } no) await AnswerAsync(http, no.Status, no.Body);
            else await next(http);
        });
        _app.UseRouting();
        Map(_app);
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    protected abstract string Unauthorized { get; }

    protected abstract void Map(IEndpointRouteBuilder routes);

    protected static Task AnswerAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }
}
