namespace Ringback.Client.Api;

/// <summary>Event types; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class EventTypeClient
{
    private const string Many = "api/v1/event-type";
    private readonly ApiConnection _api;

    internal EventTypeClient(ApiConnection api) => _api = api;

    /// <summary>All of them by name, without schemas and archived ones unless the filter asks for them; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<EventType> ListAsync(EventTypeFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many)
            .WithFlag("include_archived", filter?.IncludeArchived, unless: false)
            .WithFlag("with_content", filter?.WithSchemas, unless: false), ClientJson.Default.ApiPageEventType, cancellation);

    /// <summary>One of them, archived or not.</summary>
    public Task<EventType> GetAsync(string name, CancellationToken cancellation = default) =>
        _api.GetAsync(One(name), ClientJson.Default.EventType, cancellation);

    /// <summary>Makes one, or brings an archived one back.</summary>
    /// <param name="type">What it is; a name that another one has is refused (409).</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<EventType> CreateAsync(EventTypeInput type, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many, type, ClientJson.Default.EventTypeInput, ClientJson.Default.EventType, idempotencyKey, cancellation);

    /// <summary>Puts one in the place of the one of its name, or makes it when there is none.</summary>
    public Task<EventType> PutAsync(EventTypeInput type, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _api.SendAsync(HttpMethod.Put, One(type.Name), type, ClientJson.Default.EventTypeInput, ClientJson.Default.EventType, null, cancellation);
    }

    /// <summary>Changes what is given of one.</summary>
    public Task<EventType> PatchAsync(string name, EventTypePatch patch, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Patch, One(name), patch, ClientJson.Default.EventTypePatch, ClientJson.Default.EventType, null, cancellation);

    /// <summary>Archives one: it stays valid in endpoints, and may come back.</summary>
    /// <param name="name">Which.</param>
    /// <param name="expunge">It goes for good.</param>
    /// <param name="cancellation">Whether it was done isn't known then.</param>
    public Task DeleteAsync(string name, bool expunge = false, CancellationToken cancellation = default) =>
        _api.DeleteAsync(new ApiQuery(One(name)).WithFlag("expunge", expunge, unless: false), cancellation);

    private static string One(string name) => ApiQuery.BuildPath($"api/v1/event-type/{name}");
}
