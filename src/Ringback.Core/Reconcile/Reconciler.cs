using Microsoft.Extensions.Logging;
using Ringback.Core.Background;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <param name="MostInFlight">Polls under way, of all sources together.</param>
/// <param name="MostPerSource">Polls under way of one source, so that a hanging provider leaves room for others.</param>
internal sealed record ReconcileOptions(int MostInFlight, int MostPerSource);

/// <summary>
/// Asks providers about what should have come and didn't. What is under way is known in memory only: after a crash it is asked again,
/// and its event is accepted once all the same, since that is decided in the commit that ends its expectation.
/// </summary>
internal sealed partial class Reconciler : IAsyncDisposable
{
    private readonly IReconcileStore _store;
    private readonly Asker _asker;
    private readonly ReconcileOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DueLoop _loop;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    // At most as many as the options say; one leaves when its poll has ended.
    private readonly Dictionary<long, (int Application, Task Task)> _inFlight = [];

    public Reconciler(IReconcileStore store, Asker asker, ReconcileOptions options, TimeProvider clock, ILogger<Reconciler> logger)
    {
        (_store, _asker, _options, _clock, _logger) = (store, asker, options, clock, logger);
        _loop = new DueLoop(() => store.NextDueAsync(Except()), TakeAsync, clock, HasRoom, logger);
    }

    public void Start() => _loop.Start();

    /// <summary>An expectation has a time.</summary>
    /// <param name="due">Unix milliseconds.</param>
    public void Wake(long due) => _loop.Wake(due);

    /// <summary>Ends what is under way: it is asked again after the next start.</summary>
    public async Task StopAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.StopAsync().ConfigureAwait(false);
        Task[] unfinished;
        lock (_lock)
            unfinished = [.. _inFlight.Values.Select(static polled => polled.Task)];
        await Task.WhenAll(unfinished).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private bool HasRoom()
    {
        lock (_lock)
            return _inFlight.Count < _options.MostInFlight;
    }

    private DueExcept Except()
    {
        lock (_lock)
        {
            if (_inFlight.Count == 0)
                return DueExcept.Nothing;
            var full = _inFlight.Values.GroupBy(static polled => polled.Application).Where(g => g.Count() >= _options.MostPerSource).Select(static g => g.Key);
            return new DueExcept([.. full], [.. _inFlight.Keys]);
        }
    }

    private async ValueTask TakeAsync(long now, int limit)
    {
        foreach (var expectation in await _store.DueAsync(now, Except(), Math.Min(limit, _options.MostInFlight)).ConfigureAwait(false))
        {
            lock (_lock)
            {
                if (_inFlight.Count >= _options.MostInFlight)
                    return;
                if (_inFlight.Values.Count(polled => polled.Application == expectation.ApplicationId) < _options.MostPerSource
                    && !_inFlight.ContainsKey(expectation.Row))
                    _inFlight[expectation.Row] = (expectation.ApplicationId, Task.Run(() => WorkAsync(expectation)));
            }
        }
    }

    private async Task WorkAsync(Expectation expectation)
    {
        // What fails for a reason of ours stays due: it must not be taken again at once.
        var pause = TimeSpan.FromSeconds(5);
        try
        {
            var result = await _asker.AskAsync(expectation, _stop.Token).ConfigureAwait(false);
            await _store.RecordAsync(result).ConfigureAwait(false);
            pause = TimeSpan.Zero;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            pause = TimeSpan.Zero;
        }
        catch (StoreUnavailableException unavailable)
        {
            LogUnavailable(_logger, unavailable.Message);
        }
        catch (Exception bug)
        {
            LogBug(_logger, expectation.PublicId, bug);
        }

        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            _inFlight.Remove(expectation.Row);
        _loop.Wake(long.MinValue);
    }

    [LoggerMessage(1202, LogLevel.Warning, "Could not record the answer of a provider; the provider is polled again: {Reason}", EventName = "PollNotRecorded")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(1203, LogLevel.Error, "Could not poll the provider for expectation {ExpectationId} because of a bug; retrying", EventName = "PollFailed")]
    private static partial void LogBug(ILogger logger, string expectationId, Exception bug);
}
