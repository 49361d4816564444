namespace Ringback.Client.Api;

/// <summary>Operations; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class OperationClient
{
    private readonly ApiConnection _api;

    internal OperationClient(ApiConnection api) => _api = api;

    /// <summary>All of a source, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Operation> ListAsync(string source, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many(source)), ClientJson.Default.ApiPageOperation, cancellation);

    /// <summary>One of them.</summary>
    public Task<Operation> GetAsync(string source, string operation, CancellationToken cancellation = default) =>
        _api.GetAsync(One(source, operation), ClientJson.Default.Operation, cancellation);

    /// <summary>Makes one.</summary>
    /// <param name="source">Its source's id or uid.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is made once. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was made isn't known then.</param>
    public Task<Operation> CreateAsync(string source, OperationInput operation, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many(source), operation, ClientJson.Default.OperationInput, ClientJson.Default.Operation, idempotencyKey, cancellation);

    /// <summary>Puts one in the place of another, or makes it when there is none of that uid.</summary>
    public Task<Operation> PutAsync(string source, string id, OperationInput operation, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Put, One(source, id), operation, ClientJson.Default.OperationInput, ClientJson.Default.Operation, null, cancellation);

    /// <summary>Deletes one; what came of it stays on record.</summary>
    public Task DeleteAsync(string source, string operation, CancellationToken cancellation = default) => _api.DeleteAsync(One(source, operation), cancellation);

    private static string Many(string source) => ApiQuery.BuildPath($"api/v1/source/{source}/operation");

    private static string One(string source, string operation) => ApiQuery.BuildPath($"api/v1/source/{source}/operation/{operation}");
}
