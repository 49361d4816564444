using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;

namespace Ringback.Cli.Sources;

/// <summary>
/// The webhooks of a GitHub repository or organisation (https://docs.github.com/en/rest/repos/webhooks): JSON, the secret is ours to make
/// and never shown again.
/// </summary>
/// <param name="owner">An organisation, or <c>owner/name</c> of a repository.</param>
internal sealed class GitHubHooks(Uri server, string token, string owner) : IProviderHooks
{
    public const string DefaultServer = "https://api.github.com";
    public const string TokenVariable = "GITHUB_TOKEN";
    private const int PageSize = 100;

    private readonly HttpMessageInvoker _http = Http.NewInvoker(server);
    private readonly string _many = (owner.Contains('/', StringComparison.Ordinal) ? "repos/" : "orgs/") + owner + "/hooks";

    public string Provider => "GitHub";

    public async Task<ProviderHook?> FindAsync(Uri url, CancellationToken stop)
    {
        for (var page = 1; ; page++)
        {
            var hooks = await SendAsync(HttpMethod.Get, $"{_many}?per_page={PageSize}&page={page}", null, stop) as JsonArray ?? [];
            if (hooks.FirstOrDefault(hook => (string?)hook?["config"]?["url"] == url.AbsoluteUri) is { } found) return ReadHook(found);
            if (hooks.Count < PageSize) return null;
        }
    }

    /// <summary>Off until the source has its secret, so that nothing is refused for it.</summary>
    public async Task<ProviderHook> CreateAsync(Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop)
    {
        var secret = PlaceholderConfig.NewSecret();
        var hook = ReadHook(await SendAsync(HttpMethod.Post, _many, new JsonObject
        {
            ["name"] = "web",
            ["active"] = false,
            ["events"] = Names(events),
            ["config"] = new JsonObject { ["url"] = url.AbsoluteUri, ["content_type"] = "json", ["secret"] = secret, ["insecure_ssl"] = "0" },
        }, stop));
        try
        {
            await keep(secret);
            await UpdateAsync(hook, events, stop);
        }
        catch
        {
            await SendAsync(HttpMethod.Delete, One(hook), null, CancellationToken.None);
            throw;
        }
        await PingAsync(hook, stop);
        return hook;
    }

    public Task UpdateAsync(ProviderHook hook, IReadOnlyList<string> events, CancellationToken stop) =>
        SendAsync(HttpMethod.Patch, One(hook), new JsonObject { ["active"] = true, ["events"] = Names(events) }, stop);

    public async Task<ProviderHook> RenewAsync(ProviderHook hook, Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop)
    {
        var secret = PlaceholderConfig.NewSecret();
        // The source first: it takes both for a while.
        await keep(secret);
        await SendAsync(HttpMethod.Patch, One(hook) + "/config", new JsonObject { ["content_type"] = "json", ["secret"] = secret }, stop);
        await UpdateAsync(hook, events, stop);
        await PingAsync(hook, stop);
        return hook;
    }

    public void Dispose() => _http.Dispose();

    private Task PingAsync(ProviderHook hook, CancellationToken stop) => SendAsync(HttpMethod.Post, One(hook) + "/pings", null, stop);

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.ParseAdd("ringback");
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var (status, text) = await Http.ExchangeAsync(_http, request, "GitHub", Http.ProviderRemedy, stop);
        if (status is >= 200 and < 300) return Http.Parse(text);
        throw new RequestFailedException(status switch
        {
            401 => $"GitHub refused the token in {TokenVariable}.",
            404 => $"GitHub has no {owner}, or the token in {TokenVariable} may not manage its webhooks (scope admin:repo_hook or admin:org_hook).",
            _ => $"GitHub answered {status}: {Explain(text)}",
        }, status);
    }

    /// <summary><c>Validation Failed: Hook already exists on this repository</c></summary>
    private static string Explain(string text)
    {
        if (Http.Parse(text) is not JsonObject said || (string?)said["message"] is not { } message) return Http.Shown(text);
        var details = (said["errors"] as JsonArray ?? []).Select(error => error is JsonObject one ? (string?)one["message"] : error?.ToString()).Where(detail => detail is not null);
        return string.Join(": ", details.Prepend(message));
    }

    private string One(ProviderHook hook) => $"{_many}/{Uri.EscapeDataString(hook.Id)}";

    private static JsonArray Names(IReadOnlyList<string> events) => [.. events.Select(name => JsonValue.Create(name))];

    private static ProviderHook ReadHook(JsonNode? hook) => new(
        hook?["id"]?.ToString() ?? throw new RequestFailedException("GitHub answered with a webhook that has no id."),
        $"{((bool?)hook["active"] == true ? "active" : "switched off")}, for {string.Join(", ", (hook["events"] as JsonArray ?? []).Select(name => name?.ToString()))}");
}
