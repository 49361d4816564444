using Microsoft.Extensions.Logging;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Background;

/// <summary>Takes what is due, a bounded number at a time, and sleeps until the next is.</summary>
internal sealed partial class DueLoop : IAsyncDisposable
{
    private const int ClaimLimit = 500;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenCrowded = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhenUnavailable = TimeSpan.FromSeconds(1);

    private readonly Func<ValueTask<long?>> _nextDue;
    private readonly Func<long, int, ValueTask> _take;
    private readonly TimeProvider _clock;
    private readonly Func<bool> _hasRoom;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;

    // Until when the loop sleeps, Unix milliseconds: what is due before that wakes it. While it is awake nothing needs to.
    private long _sleepsUntil = long.MinValue;

    // The least due time that was heard of since the loop last asked the store.
    private long _heard = long.MaxValue;
    private bool _unavailable;

    /// <param name="nextDue">The earliest time (Unix milliseconds) at which there is something to take; null when there is nothing.</param>
    /// <param name="take">Takes what is due at a time, at most so many.</param>
    /// <param name="hasRoom">Whether any may be taken now.</param>
    public DueLoop(
        Func<ValueTask<long?>> nextDue, Func<long, int, ValueTask> take, TimeProvider clock, Func<bool> hasRoom, ILogger logger)
    {
        (_nextDue, _take, _clock, _hasRoom, _logger) = (nextDue, take, clock, hasRoom, logger);
        _loop = new BackgroundLoop(_ => RoundAsync(), Failed, clock);
    }

    public void Start() => _loop.Start();

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

            // Only the one who takes the mark away wakes the loop, so that it is woken once.
            var until = Volatile.Read(ref _sleepsUntil);
            if (due < until && Interlocked.CompareExchange(ref _sleepsUntil, long.MinValue, until) == until)
                _loop.Wake();
            return;
        }
    }

    public Task StopAsync() => _loop.StopAsync();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async ValueTask<TimeSpan> RoundAsync()
    {
        Volatile.Write(ref _sleepsUntil, long.MinValue);
        if (!_hasRoom())
            return WhenCrowded;
        // Before the store is asked: what is committed after that makes itself heard.
        Volatile.Write(ref _heard, long.MaxValue);
        var now = Now;
        var next = await _nextDue().ConfigureAwait(false);
        _unavailable = false;
        if (next <= now)
        {
            await _take(now, ClaimLimit).ConfigureAwait(false);
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromMilliseconds(next - now ?? long.MaxValue / TimeSpan.TicksPerMillisecond);
        return MayBeWoken(wait < LongestSleep ? wait : LongestSleep);
    }

    /// <summary>Marks that the loop sleeps from now on, and no pause.</summary>
    private TimeSpan MayBeWoken(TimeSpan sleep)
    {
        var until = Now + (long)Math.Ceiling(sleep.TotalMilliseconds);
        Volatile.Write(ref _sleepsUntil, until);
        Interlocked.MemoryBarrier();
        // Who told of due work before the mark was set did not see it.
        return Volatile.Read(ref _heard) < until && Interlocked.CompareExchange(ref _sleepsUntil, long.MinValue, until) == until
            ? TimeSpan.Zero
            : sleep;
    }

    private TimeSpan Failed(Exception failure)
    {
        if (failure is not StoreUnavailableException)
            LogBug(_logger, failure, WhenUnavailable);
        else if (!_unavailable)
            LogUnavailable(_logger, WhenUnavailable, failure.Message);
        _unavailable = failure is StoreUnavailableException;
        return WhenUnavailable;
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(1000, LogLevel.Warning, "Could not read the work that is due; retrying every {RetryDelay}: {Reason}", EventName = "DueWorkUnavailable")]
    private static partial void LogUnavailable(ILogger logger, TimeSpan retryDelay, string reason);

    [LoggerMessage(1001, LogLevel.Error, "Could not read the work that is due because of a bug; retrying in {RetryDelay}", EventName = "DueWorkFailed")]
    private static partial void LogBug(ILogger logger, Exception bug, TimeSpan retryDelay);
}
