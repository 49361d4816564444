using System.Threading.Channels;
using Ringback.Core.Background;
using Ringback.Testing;

namespace Ringback.Core.Tests.Background;

public sealed class BackgroundLoopTests
{
    private readonly ManualTime _time = new();
    private readonly Channel<int> _rounds = Channel.CreateUnbounded<int>();
    private readonly List<Exception> _failures = [];
    private Func<int, TimeSpan> _round = _ => TimeSpan.FromHours(1);
    private int _count;

    [Fact]
    public async Task A_round_follows_at_once_or_after_the_sleep_that_the_last_one_asked_for()
    {
        _round = number => number < 3 ? TimeSpan.Zero : TimeSpan.FromMinutes(1);
        await using var loop = Start();
        for (var number = 1; number <= 3; number++)
            await RoundAsync(number);
        await AsleepAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        _rounds.Reader.TryRead(out _).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        await RoundAsync(4);
    }

    [Fact]
    public async Task Waking_it_ends_the_sleep_however_often_it_is_woken()
    {
        await using var loop = Start();
        await RoundAsync(1);
        await AsleepAsync();
        loop.Wake();
        await RoundAsync(2);
        await AsleepAsync();
        _rounds.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Waking_it_during_a_round_makes_another_follow()
    {
        BackgroundLoop? loop = null;
        _round = number =>
        {
            if (number == 1)
                for (var i = 0; i < 10; i++)
                    loop!.Wake();
            return TimeSpan.FromHours(1);
        };
        loop = Make();
        await using var _ = loop;
        loop.Start();
        await RoundAsync(1);
        await RoundAsync(2);
        await AsleepAsync();
        _rounds.Reader.TryRead(out var third).ShouldBeFalse($"round {third} ran");
    }

    [Fact]
    public async Task A_round_that_fails_does_not_end_it()
    {
        _round = number => number == 1 ? throw new InvalidOperationException("round 1") : TimeSpan.FromHours(1);
        await using var loop = Start();
        await RoundAsync(1);
        await AsleepAsync();
        _failures.ShouldHaveSingleItem().Message.ShouldBe("round 1");
        _time.Advance(TimeSpan.FromSeconds(1));
        await RoundAsync(2);
    }

    [Fact]
    public async Task Stopping_it_ends_the_sleep_and_nothing_runs_afterwards()
    {
        var loop = Start();
        await RoundAsync(1);
        await AsleepAsync();
        await loop.StopAsync();
        await loop.DisposeAsync();
        await loop.DisposeAsync();
        await loop.StopAsync();
        loop.Wake();
        _time.Advance(TimeSpan.FromHours(2));
        _rounds.Reader.TryRead(out _).ShouldBeFalse();
    }

    private BackgroundLoop Start()
    {
        var loop = Make();
        loop.Start();
        return loop;
    }

    private BackgroundLoop Make() => new(
        _ =>
        {
            _rounds.Writer.TryWrite(++_count);
            return ValueTask.FromResult(_round(_count));
        },
        failure =>
        {
            _failures.Add(failure);
            return TimeSpan.FromSeconds(1);
        },
        _time);

    private async Task RoundAsync(int number) =>
        (await _rounds.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(number);

    private Task AsleepAsync() => Wait.ForAsync(() => _time.PendingTimers, timers => timers > 0);
}
