namespace Ringback.Client.Api;

/// <summary>What came of messages at endpoints, and sending them again; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class AttemptClient
{
    private readonly ApiConnection _api;

    internal AttemptClient(ApiConnection api) => _api = api;

    /// <summary>The attempts to an endpoint, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<MessageAttempt> ListByEndpointAsync(string application, string endpoint, AttemptFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(Filtered(ApiQuery.BuildPath($"api/v1/app/{application}/attempt/endpoint/{endpoint}"), filter)
            .With("status_code_class", filter?.StatusCodeClass).WithFlag("with_msg", filter?.WithMessage, unless: false), ClientJson.Default.ApiPageMessageAttempt, cancellation);

    /// <summary>The attempts to deliver a message, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<MessageAttempt> ListByMessageAsync(string application, string message, AttemptFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(Filtered(ApiQuery.BuildPath($"api/v1/app/{application}/attempt/msg/{message}"), filter)
            .With("status_code_class", filter?.StatusCodeClass).With("endpoint_id", filter?.Endpoint), ClientJson.Default.ApiPageMessageAttempt, cancellation);

    /// <summary>One of them.</summary>
    public Task<MessageAttempt> GetAsync(string application, string message, string attempt, CancellationToken cancellation = default) =>
        _api.GetAsync(new ApiQuery(One(application, message, attempt)).WithFlag("expanded_statuses", true, unless: false), ClientJson.Default.MessageAttempt, cancellation);

    /// <summary>The messages that went, or will go, to an endpoint, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<EndpointMessage> ListMessagesAsync(string application, string endpoint, AttemptFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(Filtered(ApiQuery.BuildPath($"api/v1/app/{application}/endpoint/{endpoint}/msg"), filter), ClientJson.Default.ApiPageEndpointMessage, cancellation);

    /// <summary>The endpoints that a message went, or will go, to; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<MessageDestination> ListDestinationsAsync(string application, string message, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(ApiQuery.BuildPath($"api/v1/app/{application}/msg/{message}/endpoint")).WithFlag("expanded_statuses", true, unless: false),
            ClientJson.Default.ApiPageMessageDestination, cancellation);

    /// <summary>Removes the response of one.</summary>
    public Task DeleteContentAsync(string application, string message, string attempt, CancellationToken cancellation = default) =>
        _api.DeleteAsync(One(application, message, attempt) + "/content", cancellation);

    /// <summary>Sends a message to an endpoint again, whether it got it or not.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="message">The message's id, or your own name for it.</param>
    /// <param name="endpoint">The endpoint's id or uid. One that is disabled, or a poller, is refused (400).</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: asked for twice, it is sent once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it is sent isn't known then.</param>
    public Task ResendAsync(string application, string message, string endpoint, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.PostAsync(ApiQuery.BuildPath($"api/v1/app/{application}/msg/{message}/endpoint/{endpoint}/resend"), idempotencyKey, cancellation);

    /// <summary>Sends an endpoint again what failed, in the background (<see cref="TaskClient"/>).</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">The endpoint's id or uid. One that is disabled is refused (400).</param>
    /// <param name="since">What was accepted then or after, at most 14 days ago.</param>
    /// <param name="until">And before; null: now.</param>
    /// <param name="idempotencyKey">As in <see cref="ResendAsync"/>.</param>
    /// <param name="cancellation">Whether it was begun isn't known then.</param>
    public Task<BackgroundTask> RecoverAsync(
        string application, string endpoint, DateTimeOffset since, DateTimeOffset? until = null, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        StartAsync(ApiQuery.BuildPath($"api/v1/app/{application}/endpoint/{endpoint}/recover"), new ResendRequest(since, until), idempotencyKey, cancellation);

    /// <summary>Sends an endpoint what was never sent to it, being accepted before it was made, say; in the background (<see cref="TaskClient"/>).</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">As in <see cref="RecoverAsync"/>.</param>
    /// <param name="since">What was accepted then or after.</param>
    /// <param name="until">And before; null: now.</param>
    /// <param name="idempotencyKey">As in <see cref="ResendAsync"/>.</param>
    /// <param name="cancellation">Whether it was begun isn't known then.</param>
    public Task<BackgroundTask> ReplayMissingAsync(
        string application, string endpoint, DateTimeOffset since, DateTimeOffset? until = null, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        StartAsync(ApiQuery.BuildPath($"api/v1/app/{application}/endpoint/{endpoint}/replay-missing"), new ResendRequest(since, until), idempotencyKey, cancellation);

    /// <summary>Sends an endpoint again what a filter takes, whether it got it or not, in the background (<see cref="TaskClient"/>).</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">As in <see cref="RecoverAsync"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="idempotencyKey">As in <see cref="ResendAsync"/>.</param>
    /// <param name="cancellation">Whether it was begun isn't known then.</param>
    public Task<BackgroundTask> ReplayAsync(string application, string endpoint, ResendFilter filter, string? idempotencyKey = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return StartAsync(ApiQuery.BuildPath($"api/v1/app/{application}/endpoint/{endpoint}/bulk-replay"),
            new ResendRequest(filter.Since, filter.Until, filter.EventTypes, filter.Channel, filter.Tag, DeliveryStatus.Number(filter.Status), filter.StatusCodeClass),
            idempotencyKey, cancellation);
    }

    private Task<BackgroundTask> StartAsync(string path, ResendRequest request, string? key, CancellationToken cancellation) =>
        _api.SendAsync(HttpMethod.Post, path, request, ClientJson.Default.ResendRequest, ClientJson.Default.BackgroundTask, key, cancellation);

    /// <summary>Without <c>expanded_statuses</c> what was canceled would read as failed.</summary>
    private static ApiQuery Filtered(string path, AttemptFilter? filter) => new ApiQuery(path)
        .WithAny("event_types", filter?.EventTypes).With("channel", filter?.Channel).With("tag", filter?.Tag)
        .With("before", filter?.Before).With("after", filter?.After).With("status", DeliveryStatus.Number(filter?.Status))
        .WithFlag("with_content", filter?.WithContent, unless: true).WithFlag("expanded_statuses", true, unless: false);

    private static string One(string application, string message, string attempt) => ApiQuery.BuildPath($"api/v1/app/{application}/msg/{message}/attempt/{attempt}");
}
