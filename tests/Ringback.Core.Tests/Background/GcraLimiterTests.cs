using Ringback.Core.Background;

namespace Ringback.Core.Tests.Background;

public sealed class GcraLimiterTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const long Begin = 1000 * Second;

    public static TheoryData<int> Rates => [.. Enumerable.Range(1, 40), 99, 100, 101, 333, 999, 1000, 4999, 65_535];

    [Theory]
    [MemberData(nameof(Rates))]
    public void No_second_sees_more_than_1_1_times_the_rate(int rate)
    {
        var sent = SendAllOf(GcraLimiter.Even(rate), 3 * Second);

        // A window that holds the most begins with something sent.
        for (int first = 0, behind = 0; first < sent.Count; first++)
        {
            while (behind < sent.Count && sent[behind] < sent[first] + Second) behind++;
            (behind - first).ShouldBeLessThanOrEqualTo((int)(1.1 * rate));
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_rate_is_reached(int rate) =>
        SendAllOf(GcraLimiter.Even(rate), 10 * Second).Count.ShouldBeGreaterThanOrEqualTo((int)(10 * rate * 0.99));

    [Fact]
    public void An_idle_limiter_saves_up_a_tenth_of_a_second_at_most()
    {
        var limiter = GcraLimiter.Even(100);
        var now = 1000 * Second;
        for (var i = 0; i < 10; i++) limiter.TakeOrWait(now).ShouldBe(0);
        limiter.TakeOrWait(now).ShouldBe(Second / 100);
    }

    [Fact]
    public void Who_wait_are_given_turns_one_after_the_other()
    {
        var limiter = GcraLimiter.Even(10);
        limiter.TakeOrWait(0).ShouldBe(0);
        Enumerable.Range(1, 20).Select(_ => limiter.TakeOrWait(0)).ShouldBe(Enumerable.Range(1, 20).Select(turn => turn * Second / 10));
    }

    [Fact]
    public void Nobody_is_told_to_wait_for_longer_than_seconds_however_many_wait()
    {
        var limiter = GcraLimiter.Even(1);
        limiter.TakeOrWait(0);
        for (var i = 0; i < 10_000; i++) limiter.TakeOrWait(0).ShouldBeInRange(1, 6 * Second);
    }

    [Fact]
    public void Many_who_come_back_at_their_turn_all_get_a_token_in_time()
    {
        var limiter = GcraLimiter.Even(10);
        var wakes = new PriorityQueue<int, long>();
        for (var lane = 0; lane < 50; lane++) wakes.Enqueue(lane, 0);
        var asked = 0;
        var sent = new List<long>();
        while (wakes.TryDequeue(out var lane, out var now))
        {
            asked++;
            if (limiter.TakeOrWait(now) is var wait and > 0) wakes.Enqueue(lane, now + wait);
            else sent.Add(now);
        }

        sent.Count.ShouldBe(50);
        sent[^1].ShouldBe(49 * Second / 10);
        asked.ShouldBeLessThan(150);
    }

    [Fact]
    public void A_token_given_back_is_there_again()
    {
        var limiter = GcraLimiter.Even(1);
        limiter.TakeOrWait(0).ShouldBe(0);
        limiter.Return();
        limiter.TakeOrWait(0).ShouldBe(0);
        limiter.TakeOrWait(0).ShouldBe(Second);
    }

    [Fact]
    public void A_token_given_back_to_a_limiter_that_gave_none_changes_nothing()
    {
        var limiter = GcraLimiter.Even(1);
        limiter.Return();
        limiter.TakeOrWait(0).ShouldBe(0);
        limiter.TakeOrWait(0).ShouldBe(Second);
    }

    [Fact]
    public void It_is_full_again_once_nothing_is_owed()
    {
        var limiter = GcraLimiter.Even(2);
        limiter.IsFull(0).ShouldBeTrue();
        limiter.TakeOrWait(0);
        limiter.IsFull(Second / 2 - 1).ShouldBeFalse();
        limiter.IsFull(Second / 2).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void A_second_s_worth_is_taken_at_once_and_then_as_many_as_time_gives(int rate)
    {
        var limiter = new GcraLimiter(rate, burst: rate);
        Taken(limiter, Begin, rate + 10).ShouldBe(rate);
        Taken(limiter, Begin + Second / 2, rate + 10).ShouldBe(rate / 2);
        Taken(limiter, Begin + 10 * Second, rate + 10).ShouldBe(rate);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_close_it()
    {
        var limiter = new GcraLimiter(10, burst: 10);
        Taken(limiter, Begin + 3600 * Second, 20).ShouldBe(10);
        Taken(limiter, Begin, 20).ShouldBe(10);
    }

    [Fact]
    public void A_second_never_sees_more_than_the_burst_and_the_rate()
    {
        var limiter = new GcraLimiter(3, burst: 3);
        var taken = 0;
        for (var now = Begin; now < Begin + Second; now += Second / 1000)
            if (limiter.TryTake(now))
                taken++;
        taken.ShouldBe(3 + 2);
    }

    /// <summary>Sends as early as it may, all the time.</summary>
    private static List<long> SendAllOf(GcraLimiter limiter, long time)
    {
        var sent = new List<long>();
        for (long now = 0; now < time;)
        {
            var wait = limiter.TakeOrWait(now);
            if (wait == 0) sent.Add(now);
            now += wait;
        }

        return sent;
    }

    private static int Taken(GcraLimiter limiter, long now, int tries) => Enumerable.Range(0, tries).Count(_ => limiter.TryTake(now));
}
