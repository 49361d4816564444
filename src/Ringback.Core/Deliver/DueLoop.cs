using Microsoft.Extensions.Logging;
using Ringback.Core.Accept;

namespace Ringback.Core.Deliver;

/// <summary>Claims work whose time has come, a bounded number at a time, and sleeps until the next is due.</summary>
internal sealed partial class DueLoop(IWorkStore store, TimeProvider clock, Func<bool> hasRoom, ILogger logger)
{
    private const int ClaimLimit = 500;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenCrowded = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private long _next = long.MaxValue;
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <param name="due">Unix milliseconds.</param>
    public void Wake(long due)
    {
        for (var next = Volatile.Read(ref _next); due < next;)
        {
            var seen = Interlocked.CompareExchange(ref _next, due, next);
            if (seen == next)
            {
                _wake.Release();
                return;
            }

            next = seen;
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                sleep = await ClaimAsync().ConfigureAwait(false);
            }
            catch (StoreUnavailableException unavailable)
            {
                LogUnavailable(logger, unavailable.Message);
                sleep = TimeSpan.FromSeconds(1);
            }
            catch (Exception bug)
            {
                LogBug(logger, bug);
                sleep = TimeSpan.FromSeconds(1);
            }

            if (sleep > TimeSpan.Zero)
                await SleepAsync(sleep, stop).ConfigureAwait(false);
        }
    }

    private async ValueTask<TimeSpan> ClaimAsync()
    {
        if (!hasRoom())
            return WhenCrowded;
        // Read before asking the store, so that what becomes due meanwhile wakes the loop again.
        Volatile.Write(ref _next, long.MaxValue);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await store.NextDueAsync().ConfigureAwait(false) is not { } next)
            return LongestSleep;
        if (next > now)
        {
            Wake(next);
            var wait = TimeSpan.FromMilliseconds(next - now);
            return wait < LongestSleep ? wait : LongestSleep;
        }

        await store.ClaimDueAsync(now, ClaimLimit).ConfigureAwait(false);
        return TimeSpan.Zero;
    }

    private async Task SleepAsync(TimeSpan sleep, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(sleep, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time has come, or the node stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due work can't be claimed: {reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Due work could not be claimed; trying again")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
