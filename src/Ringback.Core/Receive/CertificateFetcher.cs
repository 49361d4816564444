using System.Net;
using System.Net.Http;
using System.Text;
using Ringback.Core.Deliver;
using Ringback.Core.Receive.Verify;

namespace Ringback.Core.Receive;

/// <summary>Fetches certificates over the same guarded connections as messages are sent. Thread-safe; one for the process.</summary>
internal sealed class CertificateFetcher : ICertificateSource, IDisposable
{
    private const int LargestPem = 64 * 1024;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _patience;

    /// <param name="resolve">Looks names up; by default as the system does.</param>
    public CertificateFetcher(DeliveryOptions options, AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _http = new HttpMessageInvoker(DestinationHandler.Create(options, new GuardedConnector(guard, resolve)));
        _patience = options.DeliveryTimeout < LongestPatience ? options.DeliveryTimeout : LongestPatience;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> Fetch(Uri url, CancellationToken cancellation)
    {
        var limit = TimeLimit.Start(_patience, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            var pem = await ResponseBody.ReadAsync(response.Content, LargestPem + 1, LargestPem + 1, limit.Token).ConfigureAwait(false);
            return pem.End != BodyEnd.Read || pem.Bytes.Length > LargestPem ? null : Encoding.ASCII.GetString(pem.Bytes);
        }
        catch (Exception exception) when (exception is OperationCanceledException || SendFailure.KindOf(exception) is not FailureKind.None)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            limit.GiveBack();
        }
    }

    public void Dispose() => _http.Dispose();
}
