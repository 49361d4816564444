using System.Text;
using Ringback.Core.Receive.Verify;

namespace Ringback.Client;

/// <summary>Fetches PayPal's certificates, from its own hosts only; the verifier asks for no other URL.</summary>
internal sealed class CertificateDownload : ICertificateSource
{
    private const int LongestPem = 64 * 1024;
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
    public static CertificateDownload Instance { get; } = new();

    public async ValueTask<string?> Fetch(Uri url, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await _http.SendAsync(message, limit.Token);
            if (!response.IsSuccessStatusCode) return null;
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var buffer = new byte[LongestPem + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
            return length > LongestPem ? null : Encoding.ASCII.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Not to be had: the verifier says so in its refusal, and asks again a minute later.
            return null;
        }
    }
}
