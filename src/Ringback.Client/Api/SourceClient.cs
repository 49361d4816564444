using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>Sources; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class SourceClient
{
    private const string Many = "ingest/api/v1/source";
    private readonly ApiConnection _api;

    internal SourceClient(ApiConnection api) => _api = api;

    /// <summary>All of them, in the order they were made; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Source> ListAsync(CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many), ClientJson.Default.ApiPageSource, cancellation);

    /// <summary>One of them.</summary>
    public Task<Source> GetAsync(string source, CancellationToken cancellation = default) =>
        _api.GetAsync(One(source), ClientJson.Default.Source, cancellation);

    /// <summary>Makes one.</summary>
    /// <param name="source">What it is.</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Source> CreateAsync(SourceInput source, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many, source, ClientJson.Default.SourceInput, ClientJson.Default.Source, idempotencyKey, cancellation);

    /// <summary>Puts one in the place of another, or makes it when there is none of that uid.</summary>
    /// <param name="id">Its id, or the uid that it has or gets.</param>
    /// <param name="source">All that it is; a configuration that is left out stays.</param>
    /// <param name="cancellation">Whether it was put isn't known then.</param>
    public Task<Source> PutAsync(string id, SourceInput source, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Put, One(id), source, ClientJson.Default.SourceInput, ClientJson.Default.Source, null, cancellation);

    /// <summary>Deletes one, with what came to it.</summary>
    public Task DeleteAsync(string source, CancellationToken cancellation = default) => _api.DeleteAsync(One(source), cancellation);

    /// <summary>Gives it another ingest URL; the one before is good for 48 hours more.</summary>
    /// <returns>The new URL: it holds a secret.</returns>
    public async Task<string> RotateTokenAsync(string source, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        (await _api.PostAsync(One(source) + "/token/rotate", ClientJson.Default.RotatedToken, idempotencyKey, cancellation)).IngestUrl;

    /// <summary>Gives it other secrets of the provider; the ones before are good for the grace.</summary>
    /// <param name="source">Its id or uid.</param>
    /// <param name="config">The type's whole configuration.</param>
    /// <param name="grace">Whole seconds, up to 7 days; null: a day.</param>
    /// <param name="idempotencyKey">As in <see cref="CreateAsync"/>.</param>
    /// <param name="cancellation">Whether it was done isn't known then.</param>
    public Task RotateSecretAsync(string source, JsonObject config, TimeSpan? grace = null, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, One(source) + "/secret/rotate", new RotateSecretRequest(config, (long?)grace?.TotalSeconds),
            ClientJson.Default.RotateSecretRequest, idempotencyKey, cancellation);

    private static string One(string source) => ApiQuery.BuildPath($"ingest/api/v1/source/{source}");
}
