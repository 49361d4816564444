using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ringback.Server.Tests.Cli.Sources;

/// <summary>Answers as https://docs.stripe.com/api/webhook_endpoints says: forms in, the secret once, lists by pages with the newest first.</summary>
internal sealed class FakeStripe : FakeApi
{
    private const string One = "/v1/webhook_endpoints/{id}";
    private int _made;

    public List<JsonObject> Endpoints { get; } = [];

    public List<string> Secrets { get; } = [];

    public static JsonObject Endpoint(string id, string url, params string[] events) => new()
    {
        ["id"] = id,
        ["object"] = "webhook_endpoint",
        ["url"] = url,
        ["status"] = "enabled",
        ["enabled_events"] = new JsonArray([.. events.Select(name => JsonValue.Create(name))]),
    };

    protected override string Unauthorized => """{"error": {"type": "invalid_request_error", "message": "Invalid API Key provided: ****-key"}}""";

    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/webhook_endpoints", (RequestDelegate)ListAsync);
        routes.MapPost("/v1/webhook_endpoints", (RequestDelegate)CreateAsync);
        routes.MapPost(One, (RequestDelegate)UpdateAsync);
        routes.MapDelete(One, (RequestDelegate)DeleteAsync);
    }

    private Task ListAsync(HttpContext http)
    {
        // Smaller pages than were asked for are allowed, and make several.
        var after = (string?)http.Request.Query["starting_after"];
        var from = after is null ? 0 : Endpoints.FindIndex(endpoint => (string?)endpoint["id"] == after) + 1;
        var page = Endpoints.Skip(from).Take(2).ToList();
        return AnswerAsync(http, 200, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(endpoint => endpoint.DeepClone())]),
            ["has_more"] = from + page.Count < Endpoints.Count,
        }.ToJsonString());
    }

    private async Task CreateAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var endpoint = Endpoint($"we_{++_made}", form["url"].ToString(), [.. form["enabled_events[]"].Select(name => name!)]);
        Endpoints.Insert(0, endpoint);
        Secrets.Add($"whsec_made{_made}");
        var shown = (JsonObject)endpoint.DeepClone();
        shown["secret"] = Secrets[^1];
        await AnswerAsync(http, 200, shown.ToJsonString());
    }

    private async Task UpdateAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var endpoint = Find(http);
        endpoint["enabled_events"] = new JsonArray([.. form["enabled_events[]"].Select(name => JsonValue.Create(name))]);
        if (form["disabled"] == "false") endpoint["status"] = "enabled";
        await AnswerAsync(http, 200, endpoint.ToJsonString());
    }

    private Task DeleteAsync(HttpContext http)
    {
        Endpoints.Remove(Find(http));
        return AnswerAsync(http, 200, """{"deleted": true}""");
    }

    private JsonObject Find(HttpContext http) => Endpoints.Single(endpoint => (string?)endpoint["id"] == (string?)http.GetRouteValue("id"));
}
