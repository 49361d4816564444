using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Crash;

/// <summary>A provider that signs like Stripe: it sends each event until it is answered 2xx, and now and then once more.</summary>
internal sealed class EventLoad(string url, string secret) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.Ordinal);
    private int _sent;

    /// <value>Ids of the payments whose event was answered 2xx.</value>
    public IReadOnlyCollection<string> Accepted => [.. _accepted.Keys];

    public async Task RunAsync(CancellationToken enough)
    {
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            var number = Interlocked.Increment(ref _sent).ToString(CultureInfo.InvariantCulture);
            await SendAsync(number, enough);
            if (turn % 4 == 0)
                await SendAsync(number, enough);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(string number, CancellationToken enough)
    {
        var body = $$$$"""{"id":"evt_{{{{number}}}}","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_{{{{number}}}}","amount":{{{{number}}}}}}}""";
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
                request.Headers.Add("Stripe-Signature", Sign(body));
                using var response = await _http.SendAsync(request, CancellationToken.None);
                if (response.IsSuccessStatusCode)
                {
                    _accepted["pi_" + number] = true;
                    return;
                }

                ((int)response.StatusCode).ShouldBeOneOf(429, 503);
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
            {
                // Killed under the request: whether the event was kept, its provider can't know.
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    private string Sign(string body)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(hash)}";
    }
}
