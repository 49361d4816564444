namespace Ringback.Core.Background;

/// <summary>
/// Runs rounds one after the other until it is stopped. After each round it sleeps as long as the round says, or until it is woken.
/// A failed round doesn't end it.
/// </summary>
/// <param name="round">Does what there is to do, and returns how long nothing is to be done; zero: the next round follows at once.</param>
/// <param name="failed">Reports what a round threw, and returns how long to sleep before the next round.</param>
/// <param name="clock">Measures the sleep.</param>
internal sealed class BackgroundLoop(
    Func<CancellationToken, ValueTask<TimeSpan>> round, Func<Exception, TimeSpan> failed, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private bool _disposed;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Ends the sleep; during a round, the one after it. Cheap, from any thread, also after the end.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (!_disposed && _wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    /// <summary>Ends after the round under way, which hears of it by its token.</summary>
    public async Task StopAsync()
    {
        if (_disposed)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _wake.Dispose();
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan sleep;
            try
            {
                sleep = await round(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                sleep = failed(failure);
            }

            if (sleep > TimeSpan.Zero)
                await SleepAsync(sleep).ConfigureAwait(false);
        }
    }

    private async Task SleepAsync(TimeSpan sleep)
    {
        using var timer = new CancellationTokenSource(sleep, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the loop is stopped.
        }
    }
}
