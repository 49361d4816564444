namespace Ringback.Client.Api;

/// <summary>Endpoints of applications, and of sources by their ids; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class EndpointClient
{
    private readonly ApiConnection _api;

    internal EndpointClient(ApiConnection api) => _api = api;

    /// <summary>All of an application, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Endpoint> ListAsync(string application, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many(application)), ClientJson.Default.ApiPageEndpoint, cancellation);

    /// <summary>One of them.</summary>
    public Task<Endpoint> GetAsync(string application, string endpoint, CancellationToken cancellation = default) =>
        _api.GetAsync(One(application, endpoint), ClientJson.Default.Endpoint, cancellation);

    /// <summary>Makes one.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">What it is; a uid that another one of the application has is refused (409).</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Endpoint> CreateAsync(string application, EndpointInput endpoint, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many(application), endpoint, ClientJson.Default.EndpointInput, ClientJson.Default.Endpoint, idempotencyKey, cancellation);

    /// <summary>Puts one in the place of another, or makes it when there is none of that uid. Secret and headers of what is there stay.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="id">Its id, or the uid that it has or gets.</param>
    /// <param name="endpoint">All that it is.</param>
    /// <param name="cancellation">Whether it was put isn't known then.</param>
    public Task<Endpoint> PutAsync(string application, string id, EndpointInput endpoint, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Put, One(application, id), endpoint, ClientJson.Default.EndpointInput, ClientJson.Default.Endpoint, null, cancellation);

    /// <summary>Changes what is given of one.</summary>
    public Task<Endpoint> PatchAsync(string application, string endpoint, EndpointPatch patch, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Patch, One(application, endpoint), patch, ClientJson.Default.EndpointPatch, ClientJson.Default.Endpoint, null, cancellation);

    /// <summary>Deletes one; what still waits for it isn't sent.</summary>
    public Task DeleteAsync(string application, string endpoint, CancellationToken cancellation = default) =>
        _api.DeleteAsync(One(application, endpoint), cancellation);

    /// <summary>What its messages are signed with: <c>whsec_…</c>, or <c>whpk_…</c>, the public key of an ed25519 pair.</summary>
    public async Task<string> GetSecretAsync(string application, string endpoint, CancellationToken cancellation = default) =>
        (await _api.GetAsync(One(application, endpoint) + "/secret", ClientJson.Default.ShownSecret, cancellation)).Key;

    /// <summary>Gives it another secret; the one before signs beside it for the grace.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">Its id or uid.</param>
    /// <param name="secret">As in <see cref="EndpointInput.Secret"/>; null: the server makes one of the same kind.</param>
    /// <param name="grace">Whole seconds, up to 7 days; null: a day. Zero ends all secrets before.</param>
    /// <param name="idempotencyKey">As in <see cref="CreateAsync"/>.</param>
    /// <param name="cancellation">Whether it was done isn't known then.</param>
    public Task RotateSecretAsync(
        string application, string endpoint, string? secret = null, TimeSpan? grace = null, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, One(application, endpoint) + "/secret/rotate", new RotateKeyRequest(secret, (long?)grace?.TotalSeconds),
            ClientJson.Default.RotateKeyRequest, idempotencyKey, cancellation);

    /// <summary>What is sent with every message beside what Ringback sends.</summary>
    public Task<EndpointHeaders> GetHeadersAsync(string application, string endpoint, CancellationToken cancellation = default) =>
        _api.GetAsync(One(application, endpoint) + "/headers", ClientJson.Default.EndpointHeaders, cancellation);

    /// <summary>Puts headers in the place of all that are there.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">Its id or uid.</param>
    /// <param name="headers">By name. Those that would change how a message is sent or verified are refused (422).</param>
    /// <param name="cancellation">Whether they were put isn't known then.</param>
    public Task PutHeadersAsync(string application, string endpoint, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Put, One(application, endpoint) + "/headers", new HeadersRequest(headers), ClientJson.Default.HeadersRequest, null, cancellation);

    /// <summary>Sets some headers, and takes away those whose value is null.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">Its id or uid.</param>
    /// <param name="headers">By name, as in <see cref="PutHeadersAsync"/>.</param>
    /// <param name="cancellation">Whether they were set isn't known then.</param>
    public Task PatchHeadersAsync(string application, string endpoint, IReadOnlyDictionary<string, string?> headers, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Patch, One(application, endpoint) + "/headers", new PatchHeadersRequest(headers), ClientJson.Default.PatchHeadersRequest, null, cancellation);

    /// <summary>How its deliveries ended.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">Its id or uid.</param>
    /// <param name="since">At most 28 days before <paramref name="until"/>; null: those.</param>
    /// <param name="until">Null: now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<EndpointStats> GetStatsAsync(
        string application, string endpoint, DateTimeOffset? since = null, DateTimeOffset? until = null, CancellationToken cancellation = default) =>
        _api.GetAsync(new ApiQuery(One(application, endpoint) + "/stats").With("since", since).With("until", until), ClientJson.Default.EndpointStats, cancellation);

    /// <summary>Sends it an example of an event type, made of the type's schema.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="endpoint">Its id or uid.</param>
    /// <param name="eventType">A registered one.</param>
    /// <param name="idempotencyKey">As in <see cref="CreateAsync"/>.</param>
    /// <param name="cancellation">Whether it was sent isn't known then.</param>
    public Task<Message> SendExampleAsync(string application, string endpoint, string eventType, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, One(application, endpoint) + "/send-example", new ExampleRequest(eventType),
            ClientJson.Default.ExampleRequest, ClientJson.Default.Message, idempotencyKey, cancellation);

    private static string Many(string application) => ApiQuery.BuildPath($"api/v1/app/{application}/endpoint");

    private static string One(string application, string endpoint) => ApiQuery.BuildPath($"api/v1/app/{application}/endpoint/{endpoint}");
}
