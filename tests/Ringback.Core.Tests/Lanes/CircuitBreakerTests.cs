using Ringback.Core.Lanes;

namespace Ringback.Core.Tests.Lanes;

public sealed class CircuitBreakerTests
{
    private static readonly BreakerOptions Options = new(Failures: 5, MinSpanMs: 1000, OpenMs: 100, MaxOpenMs: 350);

    private readonly CircuitBreaker _breaker = new(Options);

    [Fact]
    public void Opens_after_enough_failures_in_a_row_over_enough_time()
    {
        for (var i = 0; i < 4; i++) _breaker.Failed(i * 300);
        _breaker.Open.ShouldBeFalse();
        _breaker.Failed(1200);
        _breaker.Open.ShouldBeTrue();
        _breaker.Allows(1299, out var from).ShouldBeFalse();
        from.ShouldBe(1300);
        _breaker.Allows(1300, out _).ShouldBeTrue();
    }

    [Fact]
    public void Many_failures_at_once_dont_open_it()
    {
        for (var i = 0; i < 1000; i++) _breaker.Failed(i / 2);
        _breaker.Open.ShouldBeFalse();
    }

    [Fact]
    public void Few_failures_over_a_long_time_dont_open_it()
    {
        for (var i = 0; i < 4; i++) _breaker.Failed(i * 1_000_000);
        _breaker.Open.ShouldBeFalse();
    }

    [Fact]
    public void A_success_between_failures_begins_anew()
    {
        for (var i = 0; i < 4; i++) _breaker.Failed(i * 1000);
        _breaker.Succeeded();
        for (var i = 4; i < 8; i++) _breaker.Failed(i * 1000);
        _breaker.Open.ShouldBeFalse();
    }

    [Fact]
    public void Each_failed_probe_doubles_the_time_up_to_the_most()
    {
        var now = Trip();
        foreach (var time in (long[])[100, 200, 350, 350])
        {
            _breaker.Allows(now + time - 1, out _).ShouldBeFalse();
            _breaker.Allows(now + time, out _).ShouldBeTrue();
            now += time;
            _breaker.Failed(now);
        }
    }

    [Fact]
    public void What_flew_when_it_opened_and_fails_too_doesnt_prolong_it()
    {
        var now = Trip();
        for (var i = 0; i < 60; i++) _breaker.Failed(now + 1);
        _breaker.Allows(now + 100, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_probe_that_succeeds_closes_it_and_the_next_time_begins_short()
    {
        var now = Trip();
        _breaker.Failed(now + 100);
        _breaker.Succeeded();
        _breaker.Open.ShouldBeFalse();
        _breaker.Allows(now + 100, out _).ShouldBeTrue();
        now = Trip(now + 5000);
        _breaker.Allows(now + 100, out _).ShouldBeTrue();
    }

    private long Trip(long start = 0)
    {
        for (var i = 0; i < 5; i++) _breaker.Failed(start + i * 300);
        _breaker.Open.ShouldBeTrue();
        return start + 1200;
    }
}
