namespace Ringback.Client.Api;

/// <summary>What the server does in the background; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class TaskClient
{
    private const string Many = "api/v1/background-task";
    private readonly ApiConnection _api;

    internal TaskClient(ApiConnection api) => _api = api;

    /// <summary>All of them, newest first; pages are fetched as they are read.</summary>
    /// <param name="status"><c>running</c>, <c>finished</c> or <c>failed</c>; null: all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<BackgroundTask> ListAsync(string? status = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many).With("status", status), ClientJson.Default.ApiPageBackgroundTask, cancellation);

    /// <summary>How far one has got.</summary>
    /// <param name="task">Its id.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<BackgroundTask> GetAsync(string task, CancellationToken cancellation = default) =>
        _api.GetAsync(ApiQuery.BuildPath($"api/v1/background-task/{task}"), ClientJson.Default.BackgroundTask, cancellation);
}
