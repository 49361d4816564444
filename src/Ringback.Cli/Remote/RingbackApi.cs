using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Cli.Remote;

/// <summary>A running server's API, for commands: plain HTTP, as any program would.</summary>
/// <param name="server">Its address.</param>
/// <param name="token">An organisation's.</param>
internal sealed class RingbackApi(Uri server, string token) : IDisposable
{
    private readonly HttpMessageInvoker _http = Http.NewInvoker(server);

    public Uri Server => server;

    public Task<JsonObject> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, stop);

    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, stop);

    public Task<JsonObject> PutAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Put, path, body, stop);

    public void Dispose() => _http.Dispose();

    /// <param name="path">Behind the server's address, without a slash in front.</param>
    /// <returns>An empty object where the answer has no body.</returns>
    /// <exception cref="RequestFailedException">It wasn't answered, or not with 2xx.</exception>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var (status, text) = await Http.ExchangeAsync(_http, request, "the server", stop);
        if (status == 401) throw new RequestFailedException($"the server at {server} refused the token. Set another token in RINGBACK_TOKEN.", status);
        if (status is < 200 or > 299) throw new RequestFailedException($"the server answered {status}: {Explain(text)}", status);
        if (text.Length == 0) return [];
        return Http.Parse(text) as JsonObject ?? throw AnswerFields.NotRingback($"the server at {server} answered {status} with {Http.Shown(text)}");
    }

    /// <summary>What the API says is wrong, by fields where it names them; else the start of what it said.</summary>
    private static string Explain(string text)
    {
        var detail = (Http.Parse(text) as JsonObject)?["detail"];
        return detail switch
        {
            JsonArray errors => string.Join("; ", errors.Select(Field)),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => (string)value!,
            _ => Http.Shown(text),
        };
    }

    private static string Field(JsonNode? error)
    {
        var place = string.Join('.', (error?["loc"] as JsonArray ?? []).Skip(1).Select(part => part?.ToString()));
        return $"{place}: {error?["msg"]}";
    }
}
