namespace Ringback.Client.Api;

/// <summary>What came to sources; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class EventClient
{
    private readonly ApiConnection _api;

    internal EventClient(ApiConnection api) => _api = api;

    /// <summary>The messages of a source, newest first; pages are fetched as they are read.</summary>
    /// <param name="source">Its id (of a source the uid won't do here).</param>
    /// <param name="eventTypes">Any of these; null: all.</param>
    /// <param name="after">Accepted after.</param>
    /// <param name="before">Accepted before.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<SourceMessage> ListAsync(
        string source, IReadOnlyCollection<string>? eventTypes = null, DateTimeOffset? after = null, DateTimeOffset? before = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(ApiQuery.BuildPath($"api/v1/app/{source}/msg"))
            .WithAny("event_types", eventTypes)
            .With("after", after).With("before", before), ClientJson.Default.ApiPageSourceMessage, cancellation);

    /// <summary>An event with the request that brought it, secrets masked.</summary>
    /// <param name="source">Its id or uid.</param>
    /// <param name="id">The message's id, or the provider's event id.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<ReceivedEvent> GetAsync(string source, string id, CancellationToken cancellation = default) =>
        _api.GetAsync(ApiQuery.BuildPath($"api/v1/source/{source}/event/{id}"), ClientJson.Default.ReceivedEvent, cancellation);

    /// <summary>What a source refused: to see why a webhook doesn't get through.</summary>
    public Task<RefusedRequests> RefusedAsync(string source, CancellationToken cancellation = default) =>
        _api.GetAsync(ApiQuery.BuildPath($"api/v1/source/{source}/refused"), ClientJson.Default.RefusedRequests, cancellation);
}
