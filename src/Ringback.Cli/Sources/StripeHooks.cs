using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;

namespace Ringback.Cli.Sources;

/// <summary>
/// Stripe's webhook endpoints (https://docs.stripe.com/api/webhook_endpoints): form-encoded, the secret is told once, when one is made,
/// and never changes.
/// </summary>
internal sealed class StripeHooks(Uri server, string key) : IProviderHooks
{
    public const string DefaultServer = "https://api.stripe.com";
    public const string KeyVariable = "STRIPE_API_KEY";
    private const string Many = "v1/webhook_endpoints";
    private const int PageSize = 100;

    private readonly HttpMessageInvoker _http = Http.NewInvoker(server);

    public string Provider => "Stripe";

    public async Task<ProviderHook?> FindAsync(Uri url, CancellationToken stop)
    {
        for (string? after = null; ;)
        {
            var page = await SendAsync(HttpMethod.Get, $"{Many}?limit={PageSize}{(after is null ? "" : "&starting_after=" + Uri.EscapeDataString(after))}", null, stop);
            var data = page["data"] as JsonArray ?? [];
            if (data.FirstOrDefault(hook => (string?)hook?["url"] == url.AbsoluteUri) is { } found) return ReadHook(found);
            after = data.Count > 0 ? (string?)data[^1]!["id"] : null;
            if ((bool?)page["has_more"] != true || after is null) return null;
        }
    }

    public async Task<ProviderHook> CreateAsync(Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop)
    {
        var made = await SendAsync(HttpMethod.Post, Many, [new("url", url.AbsoluteUri), new("description", "Ringback"), .. Fields(events)], stop);
        var hook = ReadHook(made);
        try
        {
            await keep((string?)made["secret"] ?? throw new RequestFailedException("Stripe made an endpoint and told no secret."));
            return hook;
        }
        catch
        {
            await DeleteAsync(hook, CancellationToken.None);
            throw;
        }
    }

    public Task UpdateAsync(ProviderHook hook, IReadOnlyList<string> events, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, One(hook), [new("disabled", "false"), .. Fields(events)], stop);

    /// <summary>Stripe's secrets are changed by hand only, so a new endpoint takes the place of the one before.</summary>
    public async Task<ProviderHook> RenewAsync(ProviderHook hook, Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop)
    {
        var made = await CreateAsync(url, events, keep, stop);
        await DeleteAsync(hook, stop);
        return made;
    }

    public void Dispose() => _http.Dispose();

    private Task DeleteAsync(ProviderHook hook, CancellationToken stop) => SendAsync(HttpMethod.Delete, One(hook), null, stop);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, KeyValuePair<string, string>[]? form, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (form is not null) request.Content = new FormUrlEncodedContent(form);
        var (status, text) = await Http.ExchangeAsync(_http, request, "Stripe", Http.ProviderRemedy, stop);
        var answer = Http.Parse(text);
        if (status is >= 200 and < 300 && answer is not null) return answer;
        // Its messages name the key's end at most: "Invalid API Key provided: sk_test_****1234".
        var said = (string?)(answer as JsonObject)?["error"]?["message"] ?? Http.Shown(text);
        throw new RequestFailedException(status == 401 ? $"Stripe refused the key in {KeyVariable}." : $"Stripe answered {status}: {said}", status);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(IReadOnlyList<string> events) =>
        events.Select(name => new KeyValuePair<string, string>("enabled_events[]", name));

    private static string One(ProviderHook hook) => $"{Many}/{Uri.EscapeDataString(hook.Id)}";

    private static ProviderHook ReadHook(JsonNode hook) => new(
        (string?)hook["id"] ?? throw new RequestFailedException("Stripe answered with an endpoint that has no id."),
        $"{(string?)hook["status"]}, for {string.Join(", ", (hook["enabled_events"] as JsonArray ?? []).Select(name => name?.ToString()))}");
}
