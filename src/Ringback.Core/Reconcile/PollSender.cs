using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Http;

namespace Ringback.Core.Reconcile;

/// <summary>What came of asking once.</summary>
/// <param name="Failure">None when there was an answer's head.</param>
/// <param name="StatusCode">0 when there was none.</param>
/// <param name="DurationMs">Of the whole exchange.</param>
/// <param name="Body">What was read of the answer; of a failure, what it was, in a few words.</param>
/// <param name="RetryAfter">What the provider asked for, not capped.</param>
/// <param name="End">How the answer's body ended: half an answer becomes no event.</param>
internal sealed record PollAnswer(
    FailureKind Failure, int StatusCode, int DurationMs, byte[] Body, TimeSpan? RetryAfter, BodyEnd End = BodyEnd.Read)
{
    /// <value>Bytes of an answer at most: it becomes an event, and half of one is none.</value>
    public const int LargestBody = 1024 * 1024;

    public bool IsTooLarge => Body.Length > LargestBody;
}

/// <summary>Asks providers over the same guarded connections as messages are sent. Thread-safe; one for the process.</summary>
internal sealed class PollSender(DeliveryOptions options, AddressGuard guard, TimeProvider clock) : IDisposable
{
    private readonly GuardedExchange _exchange = new(options, guard, clock, resolve: null);

    /// <summary>What may go wrong with a provider is an answer; an exception is a bug of ours, or the cancellation's.</summary>
    public async ValueTask<PollAnswer> AskAsync(PollPlan plan, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        // The rule may have been stored before URLs were checked as they are now.
        if (!DestinationUrl.TryRead(plan.Url, out var url))
            return new PollAnswer(FailureKind.InvalidRequest, 0, 0, Encoding.UTF8.GetBytes(FailureText.Describe(FailureKind.InvalidRequest)), null);
        var result = await _exchange
            .RunAsync(RequestOf(plan, url, headers), options.DeliveryTimeout, PollAnswer.LargestBody + 1, PollAnswer.LargestBody + 1, cancellation)
            .ConfigureAwait(false);
        return new PollAnswer(result.Failure, result.StatusCode, result.DurationMs, result.Body, result.RetryAfter, result.End);
    }

    public void Dispose() => _exchange.Dispose();

    private HttpRequestMessage RequestOf(PollPlan plan, Uri url, IReadOnlyDictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(plan.Method), url)
        {
            Version = _exchange.VersionFor(url),
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (plan.Body is { } body)
        {
            request.Content = new RequestContent(Encoding.UTF8.GetBytes(body.GetRawText()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", DestinationHeaders.UserAgent);
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
