namespace Ringback.Client.Api;

/// <summary>What came of operations; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class RunClient
{
    private readonly ApiConnection _api;

    internal RunClient(ApiConnection api) => _api = api;

    /// <summary>Runs of a source's operations, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Run> ListAsync(string source, RunFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(ApiQuery.BuildPath($"api/v1/source/{source}/run"))
            .With("operation", filter?.Operation).With("event", filter?.Event).With("status", filter?.Status)
            .With("before", filter?.Before).With("after", filter?.After), ClientJson.Default.ApiPageRun, cancellation);

    /// <summary>A run with all that was tried.</summary>
    /// <param name="source">Its source's id or uid.</param>
    /// <param name="operation">Its operation's id or uid.</param>
    /// <param name="eventId">The message's id: <see cref="Run.MessageId"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<RunDetail> GetAsync(string source, string operation, string eventId, CancellationToken cancellation = default) =>
        _api.GetAsync(ApiQuery.BuildPath($"api/v1/source/{source}/operation/{operation}/run/{eventId}"), ClientJson.Default.RunDetail, cancellation);

    /// <summary>Runs an operation on an event again. What has succeeded isn't, unless forced: then it is a new run, with its effect once more.</summary>
    /// <param name="source">Its source's id or uid.</param>
    /// <param name="operation">Its operation's id or uid.</param>
    /// <param name="eventId">The message's id: <see cref="Run.MessageId"/>.</param>
    /// <param name="force">Also when it has succeeded.</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is done once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was done isn't known then.</param>
    public async Task<RunReplayStatus> ReplayAsync(
        string source, string operation, string eventId, bool force = false, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        (await _api.SendAsync(HttpMethod.Post, ApiQuery.BuildPath($"api/v1/source/{source}/event/{eventId}/operation/{operation}/replay"), new ReplayOneRequest(force),
            ClientJson.Default.ReplayOneRequest, ClientJson.Default.ReplayedOne, idempotencyKey, cancellation)).Status;

    /// <summary>Counts what <see cref="ReplayFailedAsync"/> would run again.</summary>
    public Task<Replay> PreviewReplayAsync(string source, string operation, ReplayFilter filter, CancellationToken cancellation = default) =>
        ReplayAsync(source, operation, filter, dryRun: true, null, cancellation);

    /// <summary>Runs again what of an operation failed, in the background (<see cref="TaskClient"/>).</summary>
    /// <param name="source">Its source's id or uid.</param>
    /// <param name="operation">The operation's id or uid.</param>
    /// <param name="filter">Which.</param>
    /// <param name="idempotencyKey">As in <see cref="ReplayAsync(string, string, string, bool, string?, CancellationToken)"/>.</param>
    /// <param name="cancellation">Whether it was begun isn't known then.</param>
    public Task<Replay> ReplayFailedAsync(string source, string operation, ReplayFilter filter, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        ReplayAsync(source, operation, filter, dryRun: false, idempotencyKey, cancellation);

    private Task<Replay> ReplayAsync(string source, string operation, ReplayFilter filter, bool dryRun, string? key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _api.SendAsync(HttpMethod.Post, ApiQuery.BuildPath($"api/v1/source/{source}/operation/{operation}/replay"),
            new ReplayManyRequest(filter.Since, filter.Until, filter.Status, dryRun), ClientJson.Default.ReplayManyRequest, ClientJson.Default.Replay, key, cancellation);
    }
}
