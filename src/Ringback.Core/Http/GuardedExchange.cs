using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ringback.Core.Http;

/// <summary>
/// One request and its response, guarded, within limits of time and size: what deliveries, operations and polls share. Thread-safe; it
/// holds the connections.
/// </summary>
internal sealed class GuardedExchange(DeliveryOptions options, AddressGuard guard, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    : IDisposable
{
    private readonly HttpMessageInvoker _http = new(HandlerOf(options, new GuardedConnector(guard, resolve), clock));
    private readonly Http1Receivers _http1 = new(clock);

    /// <summary>The HTTP version to ask for.</summary>
    public Version VersionFor(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps && !_http1.Includes(url) ? HttpVersion.Version20 : HttpVersion.Version11;

    /// <summary>Sends once. What may go wrong with a receiver is a result; an exception is a bug of ours, or the cancellation's.</summary>
    /// <param name="request">It is disposed of here.</param>
    /// <param name="timeout">For the whole exchange.</param>
    /// <param name="most">So many bytes of the response's body are read.</param>
    /// <param name="keep">So many bytes of the response's body are kept.</param>
    /// <param name="cancellation">Ends the exchange, which then throws.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ExchangeResult> RunAsync(HttpRequestMessage request, TimeSpan timeout, int most, int keep, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var limit = TimeLimit.Start(timeout, cancellation);
        try
        {
            using var message = request;
            using var response = await SendOnceAsync(message, limit.Token).ConfigureAwait(false);
            // The head decides: how the body ends changes nothing of the status.
            var body = await ResponseBody.ReadAsync(response.Content, most, keep, limit.Token).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return new ExchangeResult(FailureKind.None, (int)response.StatusCode, Since(started), body.Bytes, body.End, RetryAfterOf(response));
        }
        catch (Exception exception) when (exception is OperationCanceledException || SendFailure.KindOf(exception) is not FailureKind.None)
        {
            cancellation.ThrowIfCancellationRequested();

            // A connection that is cut at the limit may show as a failure of the network: the limit is the reason.
            var late = exception is OperationCanceledException || limit.Token.IsCancellationRequested;
            var kind = late ? FailureKind.Timeout : SendFailure.KindOf(exception);
            var text = Encoding.UTF8.GetBytes(SendFailure.TextOf(kind, late ? null : exception));
            return new ExchangeResult(kind, 0, Since(started), text, BodyEnd.Read, null);
        }
        finally
        {
            limit.GiveBack();
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// A connection that an early answer left with half a request looks usable until something is written to it. Nothing is, so the request is
    /// sent over another one; the connection is gone by then.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        for (var next = request; ; next = CopyOf(request, request.Version))
        {
            try
            {
                return await SendAsync(next, cancellation).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is ConnectionEndedException || ended.InnerException is ConnectionEndedException)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>A receiver that asks for HTTP/1.1 gets the same request over it at once, and is remembered when that works.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var url = request.RequestUri!;
        HttpResponseMessage? misdirected = null;
        try
        {
            var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            if (!Http1Receivers.IsAskedForBy(response))
                return response;
            misdirected = response;
        }
        catch (HttpRequestException failure) when (request.Version.Major >= 2 && Http1Receivers.IsAskedForBy(failure))
        {
            // It was not processed, so it may be sent again.
        }
        catch (HttpRequestException failure) when (request.Version.Major == 1 && SendFailure.KindOf(failure) == FailureKind.TlsFailed)
        {
            // A receiver that was remembered may have changed to HTTP/2 alone.
            _http1.Forget(url);
            throw;
        }

        misdirected?.Dispose();
        // Not disposed of: its body is that of the request, which may have to be sent once more.
        var again = CopyOf(request, HttpVersion.Version11);
        var answer = await _http.SendAsync(again, cancellation).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.MisdirectedRequest)
            _http1.Remember(url);
        return answer;
    }

    private static SocketsHttpHandler HandlerOf(DeliveryOptions options, GuardedConnector connector, TimeProvider clock)
    {
        var handler = DestinationHandler.Create(options, connector);
        // A receiver may answer before it has read the whole request, and read no more of it.
        handler.PlaintextStreamFilter = (context, _) => EarlyAnswerStream.FilterAsync(context, clock);
        return handler;
    }

    /// <summary>A message can be given to HttpClient once.</summary>
    private static HttpRequestMessage CopyOf(HttpRequestMessage request, Version version)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
            copy.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
            ? RetryAfterHeader.LongestOf(values, clock)
            : null;

    private int Since(long started) => (int)clock.GetElapsedTime(started).TotalMilliseconds;
}

/// <summary>What came of one exchange.</summary>
/// <param name="Failure">None when there was a response's head; then the status decides.</param>
/// <param name="StatusCode">0 when there was no head.</param>
/// <param name="DurationMs">Until the response was read, or the failure.</param>
/// <param name="Body">The beginning of the response's body; of a failure, what it was, in a few words.</param>
/// <param name="End">How the body ended.</param>
/// <param name="RetryAfter">What the receiver asked for, not capped.</param>
internal readonly record struct ExchangeResult(
    FailureKind Failure, int StatusCode, int DurationMs, byte[] Body, BodyEnd End, TimeSpan? RetryAfter);
