using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ringback.Bench.Children;

namespace Ringback.Bench.Server;

/// <summary>The few calls that prepare a measure, by the documented API.</summary>
internal sealed class RingbackApi : IDisposable
{
    private readonly HttpClient _http;

    public RingbackApi(string url)
    {
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Token.Bearer);
    }

    public async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync("/health/ready", stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }

    public Task ApplicationAsync(string uid, CancellationToken stop) =>
        PostAsync("/api/v1/app", $$"""{"name":"{{uid}}","uid":"{{uid}}"}""", stop);

    public Task EventTypeAsync(string name, CancellationToken stop) =>
        PostAsync("/api/v1/event-type", $$"""{"name":"{{name}}","description":"of the bench"}""", stop);

    /// <param name="more">Further members of the body, such as <c>,"throttleRate":1</c>.</param>
    public Task EndpointAsync(string application, string uid, string url, CancellationToken stop, string more = "") =>
        PostAsync($"/api/v1/app/{application}/endpoint", $$"""{"uid":"{{uid}}","url":"{{url}}"{{more}}}""", stop);

    /// <summary>A source whose provider signs like Stripe.</summary>
    /// <returns>The path of its ingest URL.</returns>
    public async Task<string> StripeSourceAsync(string uid, CancellationToken stop)
    {
        var body = $$$"""{"name":"{{{uid}}}","uid":"{{{uid}}}","type":"stripe","config":{"secret":"{{{Load.StripeEvent.Secret}}}"}}""";
        return new Uri((await PostAsync("/ingest/api/v1/source", body, stop)).GetProperty("ingestUrl").GetString()!).AbsolutePath;
    }

    public Task OperationAsync(string source, string body, CancellationToken stop) => PostAsync($"/api/v1/source/{source}/operation", body, stop);

    /// <returns>The message's id.</returns>
    public async Task<string> MessageAsync(string application, string eventType, CancellationToken stop)
    {
        var body = Load.Payload.Message(eventType).Replace("<sent>", new string('0', 19), StringComparison.Ordinal);
        return (await PostAsync($"/api/v1/app/{application}/msg", body, stop)).GetProperty("id").GetString()!;
    }

    /// <summary>One try to post a message: false when the server isn't there yet.</summary>
    public async Task<bool> TryMessageAsync(string application, string body, CancellationToken stop)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync($"/api/v1/app/{application}/msg", content, stop);
            return response.StatusCode == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken stop)
    {
        using var response = await _http.GetAsync(path, stop);
        return await ReadAsync("GET", path, response, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> PostAsync(string path, string body, CancellationToken stop)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content, stop);
        return await ReadAsync("POST", path, response, stop);
    }

    private static async Task<JsonElement> ReadAsync(string method, string path, HttpResponseMessage response, CancellationToken stop)
    {
        var text = await response.Content.ReadAsStringAsync(stop);
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"{method} {path} answered {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize(text, BenchJson.Default.JsonElement);
    }
}
