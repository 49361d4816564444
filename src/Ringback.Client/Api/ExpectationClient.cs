namespace Ringback.Client.Api;

/// <summary>Webhooks that should come; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class ExpectationClient
{
    private readonly ApiConnection _api;

    internal ExpectationClient(ApiConnection api) => _api = api;

    /// <summary>Those of a source, newest first; pages are fetched as they are read.</summary>
    /// <param name="source">Its id or uid.</param>
    /// <param name="key">Of this object only.</param>
    /// <param name="status">Only those that stand so: <c>open</c>, <c>fulfilled</c>, <c>polling</c>, <c>reconciled</c>, <c>expired</c>, <c>canceled</c>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<Expectation> ListAsync(string source, string? key = null, string? status = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many(source)).With("key", key).With("status", status), ClientJson.Default.ApiPageExpectation, cancellation);

    /// <summary>One of them, with what asking brought.</summary>
    public Task<Expectation> GetAsync(string source, string expectation, CancellationToken cancellation = default) =>
        _api.GetAsync(One(source, expectation), ClientJson.Default.Expectation, cancellation);

    /// <summary>Makes one.</summary>
    /// <param name="source">Its source's id or uid.</param>
    /// <param name="expectation">What should come.</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Expectation> CreateAsync(string source, ExpectationInput expectation, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many(source), expectation, ClientJson.Default.ExpectationInput, ClientJson.Default.Expectation, idempotencyKey, cancellation);

    /// <summary>Takes one back; one that has ended is a conflict (409).</summary>
    public Task CancelAsync(string source, string expectation, CancellationToken cancellation = default) => _api.DeleteAsync(One(source, expectation), cancellation);

    private static string Many(string source) => ApiQuery.BuildPath($"api/v1/source/{source}/expectation");

    private static string One(string source, string expectation) => ApiQuery.BuildPath($"api/v1/source/{source}/expectation/{expectation}");
}
