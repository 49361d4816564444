using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Ringback.Core.Http;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Profiles;

/// <summary>Asks providers for keys and certificates over the same guarded connections as messages are sent. Thread-safe; one for the process.</summary>
internal sealed class KeyFetcher : IKeyHost, IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _patience;

    /// <param name="resolve">Looks names up; by default as the system does.</param>
    public KeyFetcher(DeliveryOptions options, AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _http = new HttpMessageInvoker(DestinationHandler.Create(options, new GuardedConnector(guard, resolve)));
        _patience = options.DeliveryTimeout < LongestPatience ? options.DeliveryTimeout : LongestPatience;
    }

    /// <inheritdoc/>
    public async ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation)
    {
        var limit = TimeLimit.Start(_patience, cancellation);
        try
        {
            using var request = new HttpRequestMessage(question.Json is null ? HttpMethod.Get : HttpMethod.Post, question.Url);
            if (question.Json is { } json) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            var body = await ResponseBody.ReadAsync(response.Content, LongestAnswer + 1, LongestAnswer + 1, limit.Token).ConfigureAwait(false);
            return body.End != BodyEnd.Read || body.Bytes.Length > LongestAnswer ? null : new KeyAnswer(Encoding.UTF8.GetString(body.Bytes), response.Headers.CacheControl?.MaxAge);
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
