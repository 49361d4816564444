using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>
/// Sends over HTTP/1.1 or 2, guarded, within limits of time and size. Thread-safe; one for the process, as it holds
/// the connections.
/// </summary>
internal sealed class DestinationSender : IDestinationSender, IDisposable
{
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _clock;
    private readonly DestinationHeaders _headers;
    private readonly GuardedExchange _exchange;

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
        _exchange = new GuardedExchange(options, guard, clock, resolve);
    }

    public ValueTask<SendResult> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        HttpRequestMessage message;
        try
        {
            if (request.Url.Scheme != Uri.UriSchemeHttps && request.Url.Scheme != Uri.UriSchemeHttp)
                throw new UriFormatException("The URL leads nowhere.");
            message = MessageOf(request);
        }
        catch (FormatException)
        {
            // What can't be made into a request was stored before its rule was: it is the endpoint's owner who mends it.
            return new(new SendResult(FailureKind.InvalidRequest, 0, 0, Encoding.UTF8.GetBytes(FailureText.Describe(FailureKind.InvalidRequest)), null));
        }

        return ExchangeAsync(message, _options.DeliveryTimeout, cancellation);
    }

    /// <summary>As <see cref="SendAsync"/>, with a request of any kind, which is signed by nobody.</summary>
    /// <param name="message">Disposed of here.</param>
    /// <param name="timeout">For the whole exchange; null takes the server's.</param>
    /// <param name="cancellation">Ends it.</param>
    public ValueTask<SendResult> CallAsync(HttpRequestMessage message, TimeSpan? timeout, CancellationToken cancellation)
    {
        message.Version = _exchange.VersionFor(message.RequestUri!);
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        return ExchangeAsync(message, timeout ?? _options.DeliveryTimeout, cancellation);
    }

    public void Dispose() => _exchange.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SendResult> ExchangeAsync(HttpRequestMessage message, TimeSpan timeout, CancellationToken cancellation)
    {
        var result = await _exchange.RunAsync(message, timeout, _options.MaxResponseBytesRead, _options.MaxResponseBytesKept, cancellation).ConfigureAwait(false);
        return new SendResult(
            result.Failure, result.StatusCode, result.DurationMs, ResponseNote.Keep(result.Body, result.End, _options.MaxResponseBytesKept),
            result.StatusCode >= 300 ? result.RetryAfter : null);
    }

    private HttpRequestMessage MessageOf(in SendRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url)
        {
            Content = new RequestContent(request.Body),
            Version = _exchange.VersionFor(request.Url),
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _headers.AddTo(message, request, _clock.GetUtcNow().ToUnixTimeSeconds());
        return message;
    }
}
