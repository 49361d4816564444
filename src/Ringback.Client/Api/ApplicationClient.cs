namespace Ringback.Client.Api;

/// <summary>Applications; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class ApplicationClient
{
    private const string Many = "api/v1/app";
    private readonly ApiConnection _api;

    internal ApplicationClient(ApiConnection api) => _api = api;

    /// <summary>All of them, in the order they were made; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Application> ListAsync(ApplicationFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many)
            .WithFlag("exclude_apps_with_no_endpoints", filter?.ExcludeWithoutEndpoints, unless: false)
            .WithFlag("exclude_apps_with_disabled_endpoints", filter?.ExcludeWithDisabledEndpoints, unless: false), ClientJson.Default.ApiPageApplication, cancellation);

    /// <summary>One of them.</summary>
    public Task<Application> GetAsync(string application, CancellationToken cancellation = default) =>
        _api.GetAsync(One(application), ClientJson.Default.Application, cancellation);

    /// <summary>Makes one.</summary>
    /// <param name="application">What it is; a uid that another one has is refused (409).</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Application> CreateAsync(ApplicationInput application, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many, application, ClientJson.Default.ApplicationInput, ClientJson.Default.Application, idempotencyKey, cancellation);

    /// <summary>Gives the one that has the uid, as it is; makes it when there is none.</summary>
    /// <param name="application">What it is made of.</param>
    /// <param name="idempotencyKey">As in <see cref="CreateAsync"/>.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Application> GetOrCreateAsync(ApplicationInput application, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many + "?get_if_exists=true", application, ClientJson.Default.ApplicationInput, ClientJson.Default.Application, idempotencyKey, cancellation);

    /// <summary>Puts one in the place of another, or makes it when there is none of that uid.</summary>
    /// <param name="id">Its id, or the uid that it has or gets.</param>
    /// <param name="application">All that it is.</param>
    /// <param name="cancellation">Whether it was put isn't known then.</param>
    public Task<Application> PutAsync(string id, ApplicationInput application, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Put, One(id), application, ClientJson.Default.ApplicationInput, ClientJson.Default.Application, null, cancellation);

    /// <summary>Changes what is given of one.</summary>
    public Task<Application> PatchAsync(string application, ApplicationPatch patch, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Patch, One(application), patch, ClientJson.Default.ApplicationPatch, ClientJson.Default.Application, null, cancellation);

    /// <summary>Deletes one, with its endpoints and messages.</summary>
    public Task DeleteAsync(string application, CancellationToken cancellation = default) => _api.DeleteAsync(One(application), cancellation);

    private static string One(string application) => ApiQuery.BuildPath($"api/v1/app/{application}");
}
