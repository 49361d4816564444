using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Server.Api.Auth;
using Ringback.Server.Auth;
using Ringback.Testing;
using Ringback.Verification.Json;

namespace Ringback.Server.Tests.Api;

/// <summary>A test of the API's operations on a server of its own, with shorthand for what they begin with.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    private protected RunningServer Server { get; private set; } = null!;

    public virtual ValueTask InitializeAsync() => new(StartServerAsync());

    public virtual ValueTask DisposeAsync() => Server.DisposeAsync();

    private protected virtual TimeProvider? Time => null;

    private protected async Task StartServerAsync() => Server = await RunningServer.StartAsync(Configure, clock: Time);

    /// <summary>Another server in the place of the one that runs, with the same data and organisation.</summary>
    /// <param name="between">Happens while there is none.</param>
    private protected async Task RestartAsync(Action? between = null)
    {
        var (data, organisation) = (Server.Options.Data, Server.Organisation);
        Server.KeepsData = true;
        await Server.DisposeAsync();
        between?.Invoke();
        Server = await RunningServer.StartAsync(
            options =>
            {
                Configure(options);
                Directory.Delete(options.Data);
                options.Data = data;
            }, clock: Time);
        Server.Organisation = organisation;
        UseOrganisation();
    }

    private protected virtual void Configure(RingbackOptions options)
    {
    }

    private protected Task<RunningServer.Answer> GetAsync(string path) => Server.SendAsync("GET", path);

    private protected Task<RunningServer.Answer> PostAsync(string path, string body = "{}") => Server.SendAsync("POST", path, body);

    /// <summary>Expects a status, and gives the body.</summary>
    private protected async Task<JsonNode> JsonAsync(int status, string method, string path, string? body = null)
    {
        var answer = await Server.SendAsync(method, path, body);
        answer.Status.ShouldBe(status, $"{method} {path}: {answer.Body}");
        return answer.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(answer.Body, documentOptions: new JsonDocumentOptions { MaxDepth = JsonLimits.MaxDepth + 16 })!;
    }

    /// <summary>Makes an application.</summary>
    /// <returns>Its id.</returns>
    private protected async Task<string> ApplicationAsync(string? uid = null) =>
        (string)(await JsonAsync(201, "POST", "/api/v1/app", JsonSerializer.Serialize(new { name = "test", uid })))["id"]!;

    /// <summary>Makes an endpoint.</summary>
    /// <returns>Its id.</returns>
    private protected async Task<string> EndpointAsync(string application, string url = "https://example.com/hook", string more = "") =>
        (string)(await JsonAsync(201, "POST", $"/api/v1/app/{application}/endpoint", $$"""{"url":"{{url}}"{{more}}}"""))["id"]!;

    private protected Task EventTypeAsync(string name) =>
        JsonAsync(201, "POST", "/api/v1/event-type", $$"""{"name":"{{name}}","description":"test"}""");

    /// <summary>From now on as the bearer of an application's token.</summary>
    private protected void UseApplication(string application, Capability capabilities = Capability.All, IReadOnlyList<string>? flags = null)
    {
        PortalAccess.TryApplication(application, out var id, out var isSource).ShouldBeTrue();
        Server.Use(Server.Services.GetRequiredService<TokenIssuer>().Application(
            Server.Organisation, id, new ApplicationGrant(TimeSpan.FromHours(1), Capabilities: capabilities, FeatureFlags: flags, IsSource: isSource)));
    }

    private protected void UseOrganisation() => Server.Use(Server.Services.GetRequiredService<TokenIssuer>().Organisation(Server.Organisation));

    private protected void UseOtherOrganisation() => Server.Use(
        Server.Services.GetRequiredService<TokenIssuer>().Organisation(Server.Services.GetRequiredService<IdSource>().Next()));

    /// <summary>Asks until it is so; gives up with the last answer of the server.</summary>
    private protected Task EventuallyAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        Wait.UntilAsync(condition, () => Server.LastAnswer, expression: expression);

    private protected static string[] Names(JsonNode node) => [.. node.AsObject().Select(property => property.Key)];
}
