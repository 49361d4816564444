using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Bench.Bare;

/// <summary>Sends a payload signed as Standard Webhooks asks, through <see cref="HttpMessageInvoker"/>, and nothing more.</summary>
internal sealed class SignedSender(Uri target, int inFlight) : IDisposable
{
    private static readonly byte[] Secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = inFlight,
    });

    /// <summary>True when the receiver answered 2xx.</summary>
    public async Task<bool> SendAsync(long number, ReadOnlyMemory<byte> payload, CancellationToken stop)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{number:d27}");
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(payload) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", Sign(id, timestamp, payload.Span));
        using var response = await _http.SendAsync(request, stop);
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    private static string Sign(string id, string timestamp, ReadOnlySpan<byte> payload)
    {
        var signed = ArrayPool<byte>.Shared.Rent(id.Length + timestamp.Length + payload.Length + 2);
        var length = Encoding.UTF8.GetBytes(id, signed);
        signed[length++] = (byte)'.';
        length += Encoding.UTF8.GetBytes(timestamp, signed.AsSpan(length));
        signed[length++] = (byte)'.';
        payload.CopyTo(signed.AsSpan(length));
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Secret, signed.AsSpan(0, length + payload.Length), mac);
        ArrayPool<byte>.Shared.Return(signed);
        return "v1," + Convert.ToBase64String(mac);
    }
}
