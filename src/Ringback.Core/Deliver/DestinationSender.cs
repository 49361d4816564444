using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ringback.Core.Deliver;

/// <summary>
/// Sends over HTTP/1.1 or 2, guarded, within limits of time and size. Thread-safe; one for the process, as it holds
/// the connections.
/// </summary>
internal sealed class DestinationSender : IDestinationSender, IDisposable
{
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _clock;
    private readonly DestinationHeaders _headers;
    private readonly HttpMessageInvoker _http;

    /// <param name="resolve">Looks names up; by default as the system does.</param>
    public DestinationSender(
        DeliveryOptions options,
        AddressGuard guard,
        TimeProvider clock,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _options = options;
        _clock = clock;
        _headers = new DestinationHeaders(options.HeaderPrefixes);
        _http = new HttpMessageInvoker(DestinationHandler.Create(options, new GuardedConnector(guard, resolve)));
    }

    public ValueTask<SendResult> SendAsync(SendRequest request, CancellationToken cancellation) =>
        ExchangeAsync(MessageOf(request), _options.DeliveryTimeout, cancellation);

    /// <summary>As <see cref="SendAsync"/>, with a request of any kind, which is signed by nobody.</summary>
    /// <param name="message">Disposed of here.</param>
    /// <param name="timeout">For the whole exchange; null takes the server's.</param>
    /// <param name="cancellation">Ends it.</param>
    public ValueTask<SendResult> CallAsync(HttpRequestMessage message, TimeSpan? timeout, CancellationToken cancellation) =>
        ExchangeAsync(message, timeout ?? _options.DeliveryTimeout, cancellation);

    public void Dispose() => _http.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SendResult> ExchangeAsync(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        var limit = TimeLimit.Start(timeout, cancellation);
        var answered = false;
        try
        {
            using var message = request;
            using var response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
            answered = true;
            var body = await ResponseBody
                .ReadAsync(response.Content, _options.MaxResponseBytesRead, _options.MaxResponseBytesKept, limit.Token)
                .ConfigureAwait(false);
            return new SendResult(FailureKind.None, (int)response.StatusCode, Since(started), body, RetryAfterOf(response));
        }
        catch (Exception exception) when (exception is OperationCanceledException || SendFailure.KindOf(exception) is not FailureKind.None)
        {
            cancellation.ThrowIfCancellationRequested();

            // A connection that is cut at the limit may show as a failure of the network: the limit is the reason.
            var late = exception is OperationCanceledException || limit.Token.IsCancellationRequested;
            var kind = late ? (answered ? FailureKind.ResponseTooSlow : FailureKind.Timeout) : SendFailure.KindOf(exception);
            return Failed(kind, late ? null : exception, started);
        }
        finally
        {
            limit.GiveBack();
        }
    }

    private HttpRequestMessage MessageOf(in SendRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url)
        {
            Content = new ReadOnlyMemoryContent(request.Body),
            Version = request.Url.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _headers.AddTo(message, request, _clock.GetUtcNow().ToUnixTimeSeconds());
        return message;
    }

    private SendResult Failed(FailureKind kind, Exception? exception, long started) =>
        new(kind, 0, Since(started), Encoding.UTF8.GetBytes(SendFailure.TextOf(kind, exception)), null);

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        (int)response.StatusCode is >= 300 && response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
            ? RetryAfterHeader.Parse(values.ToString(), _clock)
            : null;

    private int Since(long started) => (int)_clock.GetElapsedTime(started).TotalMilliseconds;
}
