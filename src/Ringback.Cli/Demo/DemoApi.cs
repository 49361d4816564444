using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Ringback.Cli.Demo;

/// <summary>What the demo asks of the server: plain HTTP, as any program would.</summary>
internal sealed class DemoApi(string address, string token) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    public Task PutAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Put, path, body, stop);

    public Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, stop);

    public Task<JsonNode> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, stop);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, $"{address}/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        if (!response.IsSuccessStatusCode) throw new DemoException($"{method} {path} was answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text) ?? throw new DemoException($"{method} {path} was answered with nothing.");
    }
}

/// <summary>Something in the demo didn't go as it should; the message says what.</summary>
internal sealed class DemoException(string message) : Exception(message);
