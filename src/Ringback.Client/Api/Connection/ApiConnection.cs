using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ringback.Client.Api;

/// <summary>Sends requests, again where that helps, and reads what comes back.</summary>
internal sealed class ApiConnection
{
    // Servers keep keys of this form as long as retries take; an own one is kept longer.
    private const string MadeUpKey = "auto_";
    private const string Stranger = "the answer isn't the API's";
    private readonly HttpClient _http;
    private readonly RingbackClientOptions _options;
    private readonly Uri _server;

    public ApiConnection(HttpClient http, RingbackClientOptions options)
    {
        var server = options.Server ?? http.BaseAddress ?? throw new ArgumentException("The server isn't set. Set Server, or the BaseAddress of the HttpClient.", nameof(options));
        if (options.Token.Length == 0) throw new ArgumentException("The token isn't set. Use an organisation's token (ringback token prints one).", nameof(options));
        _http = http;
        _options = options;
        _server = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
    }

    public Task<TOut> GetAsync<TOut>(string path, JsonTypeInfo<TOut> output, CancellationToken cancellation) =>
        ReadAsync(HttpMethod.Get, path, null, null, output, cancellation);

    public Task<TOut> SendAsync<TIn, TOut>(HttpMethod method, string path, TIn input, JsonTypeInfo<TIn> type, JsonTypeInfo<TOut> output, string? key, CancellationToken cancellation) =>
        ReadAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(input, type), key, output, cancellation);

    public async Task SendAsync<TIn>(HttpMethod method, string path, TIn input, JsonTypeInfo<TIn> type, string? key, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(input, type), key, cancellation);
    }

    public Task<TOut> PostAsync<TOut>(string path, JsonTypeInfo<TOut> output, string? key, CancellationToken cancellation) =>
        ReadAsync(HttpMethod.Post, path, null, key, output, cancellation);

    /// <summary>Whatever the answer's body is.</summary>
    public async Task PostAsync(string path, string? key, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, path, null, key, cancellation);
    }

    /// <summary>JSON as it is.</summary>
    /// <returns>An empty object where the answer has no body.</returns>
    /// <exception cref="ArgumentException">The path leads elsewhere.</exception>
    public async Task<JsonObject> SendRawAsync(HttpMethod method, string path, JsonObject? body, string? key, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(_server, path, out var url) || !_server.IsBaseOf(url)) throw new ArgumentException($"'{path}' isn't a path behind the server's URL", nameof(path));
        using var response = await SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), key, cancellation);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return answer.Length == 0 ? [] : JsonSerializer.Deserialize(answer, ConnectionJson.Default.JsonObject) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw Strange(response.StatusCode, e);
        }
    }

    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, null, cancellation);
    }

    /// <summary>All of a list, a page at a time as it is read.</summary>
    public async IAsyncEnumerable<TItem> ListAsync<TItem>(ApiQuery query, JsonTypeInfo<ApiPage<TItem>> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? iterator = null;
        while (true)
        {
            var page = await GetAsync(query.With("iterator", iterator), type, cancellation);
            foreach (var item in page.Data ?? throw Strange(HttpStatusCode.OK)) yield return item ?? throw Strange(HttpStatusCode.OK);
            // A page may be short or empty and yet not be the last; the iterator moves on all the same.
            if (page.Done || page.Iterator is null || page.Iterator == iterator) yield break;
            iterator = page.Iterator;
        }
    }

    /// <exception cref="RingbackApiException">It was refused, or isn't answered as the API answers.</exception>
    private async Task<TOut> ReadAsync<TOut>(HttpMethod method, string path, byte[]? body, string? key, JsonTypeInfo<TOut> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, body, key, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        try
        {
            return await JsonSerializer.DeserializeAsync(stream, type, cancellation) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw Strange(response.StatusCode, e);
        }
    }

    /// <exception cref="RingbackApiException">It was refused.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached, even by the last retry.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, string? key, CancellationToken cancellation)
    {
        if (method == HttpMethod.Post) key ??= MadeUpKey + RandomNumberGenerator.GetHexString(32, lowercase: true);
        for (var attempt = 0; ; attempt++)
        {
            var last = attempt >= _options.Retries;
            TimeSpan? asked = null;
            try
            {
                var response = await SendOnceAsync(method, path, body, key, cancellation);
                if (response.IsSuccessStatusCode) return response;
                using (response)
                {
                    asked = RetryAfter(response);
                    if (last || !IsPassing(response.StatusCode) || asked > _options.LongestDelay) throw await RefusalOf(response, cancellation);
                }
            }
            catch (HttpRequestException) when (!last)
            {
                // Sent again below: a POST by the same key.
            }
            await Task.Delay(Delay(attempt, asked), _options.Clock, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, byte[]? body, string? key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static RingbackApiException Strange(HttpStatusCode status, JsonException? why = null) => new(status, null, Stranger, [], why);

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _options.Clock.GetUtcNow(),
        _ => null,
    };

    private TimeSpan Delay(int attempt, TimeSpan? asked)
    {
        var jitter = 0.5 + RandomNumberGenerator.GetInt32(1001) / 1000.0;
        var delay = TimeSpan.FromMilliseconds(Math.Min(_options.FirstDelay.TotalMilliseconds * Math.Pow(2, attempt) * jitter, _options.LongestDelay.TotalMilliseconds));
        return asked > delay ? asked.Value : delay;
    }

    private static async Task<RingbackApiException> RefusalOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var code = root.TryGetProperty("code", out var given) ? given.GetString() : null;
            var detail = root.GetProperty("detail");
            return detail.ValueKind == JsonValueKind.Array
                ? new RingbackApiException(response.StatusCode, code, "", detail.Deserialize(ConnectionJson.Default.IReadOnlyListRingbackFieldError) ?? [])
                : new RingbackApiException(response.StatusCode, code, detail.GetString() ?? "", []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not the API's: of a proxy between, mostly.
            return new RingbackApiException(response.StatusCode, null, response.ReasonPhrase ?? Stranger, []);
        }
    }
}
