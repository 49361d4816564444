using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>Asks providers for keys and certificates, at their own hosts only; the verifiers name no other URL.</summary>
internal sealed class KeyDownload : IKeyHost
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // One for the whole process: its connections are seldom used and dropped when idle.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>After what it needs: statics are made in their order.</summary>
    public static KeyDownload Instance { get; } = new();

    public async ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var message = new HttpRequestMessage(question.Json is null ? HttpMethod.Get : HttpMethod.Post, question.Url);
            if (question.Json is { } json) message.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _http.SendAsync(message, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[LongestAnswer + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
            return length > LongestAnswer ? null : new KeyAnswer(Encoding.UTF8.GetString(buffer, 0, length), response.Headers.CacheControl?.MaxAge);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Not to be had: the verifier says so in its refusal, and asks again later.
            return null;
        }
    }
}
