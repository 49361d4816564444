using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Background;

/// <summary>Takes what is due, a bounded number at a time, and sleeps until the next is.</summary>
/// <param name="nextDue">The earliest time (Unix milliseconds) at which there is something to take; null when there is nothing.</param>
/// <param name="take">Takes what is due at a time, at most so many.</param>
/// <param name="hasRoom">Whether any may be taken now.</param>
internal sealed partial class DueLoop(
    Func<ValueTask<long?>> nextDue, Func<long, int, ValueTask> take, TimeProvider clock, Func<bool> hasRoom, ILogger logger)
{
    private const int ClaimLimit = 500;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenCrowded = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);

    // Until when the loop sleeps, Unix milliseconds: what is due before that wakes it. While it is awake nothing needs to.
    private long _sleepsUntil = long.MinValue;

    // The least due time that was heard of since the loop last asked the store.
    private long _heard = long.MaxValue;
    private bool _unavailable;
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <param name="due">Unix milliseconds.</param>
    public void Wake(long due)
    {
        for (var heard = Volatile.Read(ref _heard); due < heard;)
        {
            var seen = Interlocked.CompareExchange(ref _heard, due, heard);
            if (seen != heard)
            {
                heard = seen;
                continue;
            }

            // Only the one who takes the mark away releases, so that the loop is woken once.
            var until = Volatile.Read(ref _sleepsUntil);
            if (due < until && Interlocked.CompareExchange(ref _sleepsUntil, long.MinValue, until) == until)
                _wake.Release();
            return;
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var pause = TimeSpan.Zero;
            try
            {
                if (!hasRoom())
                    pause = WhenCrowded;
                else if (await ClaimAsync().ConfigureAwait(false) is var sleep && sleep > TimeSpan.Zero)
                    await SleepAsync(sleep, wakeable: true).ConfigureAwait(false);
                _unavailable = false;
            }
            catch (StoreUnavailableException unavailable)
            {
                if (!_unavailable)
                    LogUnavailable(logger, WhenUnavailable, unavailable.Message);
                _unavailable = true;
                pause = WhenUnavailable;
            }
            catch (Exception bug)
            {
                LogBug(logger, bug, WhenUnavailable);
                pause = WhenUnavailable;
            }

            if (pause > TimeSpan.Zero)
                await SleepAsync(pause, wakeable: false).ConfigureAwait(false);
        }
    }

    /// <returns>How long there is nothing to do.</returns>
    private async ValueTask<TimeSpan> ClaimAsync()
    {
        // Before the store is asked: what is committed after that makes itself heard.
        Volatile.Write(ref _heard, long.MaxValue);
        var now = Now;
        var next = await nextDue().ConfigureAwait(false);
        if (next <= now)
        {
            await take(now, ClaimLimit).ConfigureAwait(false);
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromMilliseconds(next - now ?? long.MaxValue / TimeSpan.TicksPerMillisecond);
        return wait < LongestSleep ? wait : LongestSleep;
    }

    private async Task SleepAsync(TimeSpan sleep, bool wakeable)
    {
        if (wakeable)
        {
            var until = Now + (long)Math.Ceiling(sleep.TotalMilliseconds);
            Volatile.Write(ref _sleepsUntil, until);
            Interlocked.MemoryBarrier();
            // What was heard of before it lay down didn't see that it sleeps.
            if (Volatile.Read(ref _heard) < until && Interlocked.CompareExchange(ref _sleepsUntil, long.MinValue, until) == until)
                return;
        }

        using var timer = new CancellationTokenSource(sleep, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time has come, or the node stops.
        }

        Volatile.Write(ref _sleepsUntil, long.MinValue);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(1000, LogLevel.Warning, "Could not read the work that is due; retrying every {RetryDelay}: {Reason}", EventName = "DueWorkUnavailable")]
    private static partial void LogUnavailable(ILogger logger, TimeSpan retryDelay, string reason);

    [LoggerMessage(1001, LogLevel.Error, "Could not read the work that is due because of a bug; retrying in {RetryDelay}", EventName = "DueWorkFailed")]
    private static partial void LogBug(ILogger logger, Exception bug, TimeSpan retryDelay);
}
