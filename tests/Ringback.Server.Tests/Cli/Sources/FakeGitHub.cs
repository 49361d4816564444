using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ringback.Server.Tests.Cli.Sources;

/// <summary>
/// Answers as https://docs.github.com/en/rest/repos/webhooks says: a second hook for a URL is a 422, a secret isn't shown, and a config
/// that is patched as a part of its hook loses what isn't given.
/// </summary>
internal sealed class FakeGitHub(string owner) : FakeApi
{
    private int _made = 1000;

    /// <value>As kept, with their secrets.</value>
    public List<JsonObject> Hooks { get; } = [];

    public List<string> Pings { get; } = [];

    protected override string Unauthorized => """{"message": "Bad credentials", "status": "401"}""";

    protected override void Map(IEndpointRouteBuilder routes)
    {
        var many = (owner.Contains('/') ? "/repos/" : "/orgs/") + owner + "/hooks";
        routes.MapGet(many, (RequestDelegate)(http =>
        {
            var (page, size) = (int.Parse(http.Request.Query["page"]!), int.Parse(http.Request.Query["per_page"]!));
            return AnswerAsync(http, 200, new JsonArray([.. Hooks.Skip((page - 1) * size).Take(size).Select(Shown)]).ToJsonString());
        }));
        routes.MapPost(many, (RequestDelegate)(async http =>
        {
            var hook = await ReadAsync(http);
            if (Hooks.Any(other => (string?)other["config"]!["url"] == (string?)hook["config"]!["url"]))
            {
                await AnswerAsync(http, 422, """{"message": "Validation Failed", "errors": [{"resource": "Hook", "code": "custom", "message": "Hook already exists on this repository"}]}""");
                return;
            }
            hook["id"] = ++_made;
            Hooks.Add(hook);
            await AnswerAsync(http, 201, Shown(hook).ToJsonString());
        }));
        routes.MapPatch(many + "/{id:int}", (RequestDelegate)(http => PatchAsync(http, Find(http))));
        routes.MapPatch(many + "/{id:int}/config", (RequestDelegate)(http => PatchAsync(http, (JsonObject)Find(http)["config"]!)));
        routes.MapPost(many + "/{id:int}/pings", (RequestDelegate)(http =>
        {
            Pings.Add((string)http.GetRouteValue("id")!);
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }));
        routes.MapDelete(many + "/{id:int}", (RequestDelegate)(http =>
        {
            Hooks.Remove(Find(http));
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }));
    }

    private static async Task PatchAsync(HttpContext http, JsonObject target)
    {
        foreach (var (name, value) in await ReadAsync(http)) target[name] = value?.DeepClone();
        await AnswerAsync(http, 200, Shown(target).ToJsonString());
    }

    private JsonObject Find(HttpContext http) => Hooks.Single(hook => hook["id"]!.ToString() == (string?)http.GetRouteValue("id"));

    private static JsonNode Shown(JsonObject kept)
    {
        var shown = kept.DeepClone();
        if (shown["config"] is JsonObject config) config["secret"] = "********";
        return shown;
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        return (JsonObject)JsonNode.Parse(await body.ReadToEndAsync())!;
    }
}
