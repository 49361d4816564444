using Ringback.Core.Background;

namespace Ringback.Core.Tests.Background;

public sealed class RetryScheduleTests
{
    private const double Middle = 0.5;
    private const double AlmostOne = 0.999999;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5 * 60)]
    [InlineData(3, 30 * 60)]
    [InlineData(4, 2 * 3600)]
    [InlineData(5, 5 * 3600)]
    [InlineData(6, 10 * 3600)]
    [InlineData(7, 10 * 3600)]
    public void The_default_is_eight_attempts_in_28_hours(int failed, int seconds)
    {
        Wait(RetrySchedule.Default, failed, null, Middle).ShouldBe(seconds, 0.001);
        Wait(RetrySchedule.Default, failed, null, 0).ShouldBe(seconds * 0.8, 0.001);
        Wait(RetrySchedule.Default, failed, null, AlmostOne).ShouldBe(seconds * 1.2, seconds * 0.001);
    }

    [Fact]
    public void After_the_last_it_is_given_up()
    {
        RetrySchedule.Default.Retries.ShouldBe(7);
        RetrySchedule.Default.Delays.Sum(delay => delay.TotalHours).ShouldBe(27.58, 0.01);
        RetrySchedule.Default.Delay(8, null, () => Middle).ShouldBeNull();
        RetrySchedule.Default.Delay(int.MaxValue, TimeSpan.FromHours(1), () => Middle).ShouldBeNull();
        RetrySchedule.None.Delay(1, null, () => Middle).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => RetrySchedule.Default.Delay(0, null, () => Middle));
    }

    [Theory]
    [InlineData(1, 1, 5)] // shorter: not heeded
    [InlineData(1, 0, 5)]
    [InlineData(1, 60, 60)]
    [InlineData(1, 86_400, 86_400)]
    [InlineData(1, 86_401, 86_400)]
    [InlineData(1, 864_000_000, 86_400)]
    [InlineData(6, 60, 36_000)]
    public void Retry_after_lengthens_to_a_day_at_most(int failed, int asked, int seconds) =>
        Wait(RetrySchedule.Default, failed, TimeSpan.FromSeconds(asked), Middle).ShouldBe(seconds, 0.001);

    [Fact]
    public void Fifo_keeps_the_patience_in_steps_of_five_minutes()
    {
        var fifo = RetrySchedule.Default.ForFifo();
        fifo.Delays.Sum(delay => delay.TotalSeconds).ShouldBe(RetrySchedule.Default.Delays.Sum(delay => delay.TotalSeconds), 1);
        fifo.Delays.Max().ShouldBe(TimeSpan.FromMinutes(5));
        fifo.Delays.Take(8).Select(delay => delay.TotalMinutes).ShouldBe([5 / 60d, 5, 5, 5, 5, 5, 5, 5], 0.001);
        Parse("7m").ForFifo().ToString().ShouldBe("210s,210s");
        var minutes = Parse("1s,5m");
        minutes.ForFifo().ShouldBeSameAs(minutes);
        Parse("10m,1s").ForFifo().ToString().ShouldBe("5m,5m,1s");
    }

    [Theory]
    [InlineData("5s,5m,30m,2h,5h,10h,10h", "5s,5m,30m,2h,5h,10h,10h")]
    [InlineData(" 100ms , 1d ", "100ms,1d")]
    [InlineData("none", "none")]
    [InlineData(" none ", "none")]
    public void Reads_and_writes(string text, string written) => Parse(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData(null, "'' isn't a duration")]
    [InlineData("", "'' isn't a duration")]
    [InlineData("5s,,5m", "'' isn't a duration")]
    [InlineData("5s,", "'' isn't a duration")]
    [InlineData("5s;5m", "'5s;5m' isn't a duration")]
    [InlineData("5s,x", "'x' isn't a duration")]
    [InlineData("5s,0s", "'0s' is nothing")]
    [InlineData("5s,-1s", "'-1s' isn't a duration")]
    public void Says_what_is_wrong(string? text, string part)
    {
        RetrySchedule.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain(part);
        error.ShouldContain("5s,5m,30m");
    }

    [Fact]
    public void Has_an_end()
    {
        RetrySchedule.TryParse(string.Join(',', Enumerable.Repeat("1s", 100)), out _, out _).ShouldBeTrue();
        RetrySchedule.TryParse(string.Join(',', Enumerable.Repeat("1s", 101)), out _, out var error).ShouldBeFalse();
        error.ShouldBe("a retry schedule has at most 100 durations; this one has 101");
    }

    private static double Wait(RetrySchedule schedule, int failed, TimeSpan? retryAfter, double random) =>
        schedule.Delay(failed, retryAfter, () => random).ShouldNotBeNull().TotalSeconds;

    private static RetrySchedule Parse(string text)
    {
        RetrySchedule.TryParse(text, out var schedule, out var error).ShouldBeTrue(error);
        return schedule!;
    }
}
