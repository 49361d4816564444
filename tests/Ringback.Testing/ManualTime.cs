using Microsoft.Extensions.Time.Testing;

namespace Ringback.Testing;

/// <summary>
/// A clock that stands still until it is advanced, as FakeTimeProvider does. It begins in 2026 when nothing else is said, since ids have
/// no time before 2014, and it counts the timers that haven't fired.
/// </summary>
internal sealed class ManualTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _pendingTimers;

    public ManualTime() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Timers that will fire some day: for tests that wait until something waits.</summary>
    public int PendingTimers => Volatile.Read(ref _pendingTimers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class CountedTimer : ITimer
    {
        private readonly ManualTime _clock;
        private readonly ITimer _timer;
        private volatile bool _isPeriodic;
        private int _isPending;

        public CountedTimer(ManualTime clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _timer = clock.CreateUncounted(_ =>
            {
                if (!_isPeriodic) SetPending(false);
                callback(state);
            });
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isPeriodic = period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero;
            SetPending(dueTime != Timeout.InfiniteTimeSpan);
            return _timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            SetPending(false);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            SetPending(false);
            return _timer.DisposeAsync();
        }

        private void SetPending(bool isPending)
        {
            var now = isPending ? 1 : 0;
            Interlocked.Add(ref _clock._pendingTimers, now - Interlocked.Exchange(ref _isPending, now));
        }
    }

    private ITimer CreateUncounted(TimerCallback callback) => base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
