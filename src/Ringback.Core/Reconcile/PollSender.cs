using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Ringback.Core.Deliver;

namespace Ringback.Core.Reconcile;

/// <summary>What came of asking once.</summary>
/// <param name="Failure">None when there was a whole answer.</param>
/// <param name="StatusCode">0 when there was none.</param>
/// <param name="DurationMs">Of the whole exchange.</param>
/// <param name="Body">The whole answer; of a failure, what it was, in a few words.</param>
/// <param name="RetryAfter">What the provider asked for, not capped.</param>
internal sealed record PollAnswer(FailureKind Failure, int StatusCode, int DurationMs, byte[] Body, TimeSpan? RetryAfter)
{
    /// <value>Bytes of an answer at most: it becomes an event, and half of one is none.</value>
    public const int LargestBody = 1024 * 1024;

    public bool IsTooLarge => Body.Length > LargestBody;
}

/// <summary>Asks providers over the same guarded connections as messages are sent. Thread-safe; one for the process.</summary>
internal sealed class PollSender(DeliveryOptions options, AddressGuard guard, TimeProvider clock) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(DestinationHandler.Create(options, new GuardedConnector(guard)));

    /// <summary>What may go wrong with a provider is an answer; an exception is a bug of ours, or the cancellation's.</summary>
    public async ValueTask<PollAnswer> AskAsync(PollPlan plan, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var limit = TimeLimit.Start(options.DeliveryTimeout, cancellation);
        try
        {
            using var request = RequestOf(plan, headers);
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var retryAfter = response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
                ? RetryAfterHeader.Parse(values.ToString(), clock)
                : null;
            var body = await ResponseBody
                .ReadAsync(response.Content, PollAnswer.LargestBody + 1, PollAnswer.LargestBody + 1, limit.Token).ConfigureAwait(false);
            return new PollAnswer(FailureKind.None, (int)response.StatusCode, Since(started), body, retryAfter);
        }
        catch (Exception exception) when (exception is OperationCanceledException || SendFailure.KindOf(exception) is not FailureKind.None)
        {
            cancellation.ThrowIfCancellationRequested();
            var late = exception is OperationCanceledException || limit.Token.IsCancellationRequested;
            var kind = late ? FailureKind.Timeout : SendFailure.KindOf(exception);
            return new PollAnswer(kind, 0, Since(started), Encoding.UTF8.GetBytes(SendFailure.TextOf(kind, late ? null : exception)), null);
        }
        finally
        {
            limit.GiveBack();
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage RequestOf(PollPlan plan, IReadOnlyDictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(plan.Method), plan.Url);
        if (plan.Body is { } body)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.GetRawText())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", DestinationHeaders.UserAgent);
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private int Since(long started) => (int)clock.GetElapsedTime(started).TotalMilliseconds;
}
