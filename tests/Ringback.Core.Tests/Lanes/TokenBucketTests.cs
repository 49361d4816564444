using Ringback.Core.Lanes;

namespace Ringback.Core.Tests.Lanes;

public sealed class TokenBucketTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    public static TheoryData<int> Rates => [.. Enumerable.Range(1, 40), 99, 100, 101, 333, 999, 1000, 4999, 65_535];

    [Theory]
    [MemberData(nameof(Rates))]
    public void No_second_sees_more_than_1_1_times_the_rate(int rate)
    {
        var sent = SendAllOf(new TokenBucket(rate), 3 * Second);

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
        SendAllOf(new TokenBucket(rate), 10 * Second).Count.ShouldBeGreaterThanOrEqualTo((int)(10 * rate * 0.99));

    [Fact]
    public void An_idle_bucket_saves_up_a_tenth_of_a_second_at_most()
    {
        var bucket = new TokenBucket(100);
        var now = 1000 * Second;
        for (var i = 0; i < 10; i++) bucket.TakeOrWait(now).ShouldBe(0);
        bucket.TakeOrWait(now).ShouldBe(Second / 100);
    }

    [Fact]
    public void Who_wait_are_given_turns_one_after_the_other()
    {
        var bucket = new TokenBucket(10);
        bucket.TakeOrWait(0).ShouldBe(0);
        Enumerable.Range(1, 20).Select(_ => bucket.TakeOrWait(0)).ShouldBe(Enumerable.Range(1, 20).Select(turn => turn * Second / 10));
    }

    [Fact]
    public void Nobody_is_told_to_wait_for_longer_than_seconds_however_many_wait()
    {
        var bucket = new TokenBucket(1);
        bucket.TakeOrWait(0);
        for (var i = 0; i < 10_000; i++) bucket.TakeOrWait(0).ShouldBeInRange(1, 6 * Second);
    }

    [Fact]
    public void Many_who_come_back_at_their_turn_all_get_a_token_in_time()
    {
        var bucket = new TokenBucket(10);
        var wakes = new PriorityQueue<int, long>();
        for (var lane = 0; lane < 50; lane++) wakes.Enqueue(lane, 0);
        var asked = 0;
        var sent = new List<long>();
        while (wakes.TryDequeue(out var lane, out var now))
        {
            asked++;
            if (bucket.TakeOrWait(now) is var wait and > 0) wakes.Enqueue(lane, now + wait);
            else sent.Add(now);
        }

        sent.Count.ShouldBe(50);
        sent[^1].ShouldBe(49 * Second / 10);
        asked.ShouldBeLessThan(150);
    }

    [Fact]
    public void A_token_given_back_is_there_again()
    {
        var bucket = new TokenBucket(1);
        bucket.TakeOrWait(0).ShouldBe(0);
        bucket.Return();
        bucket.TakeOrWait(0).ShouldBe(0);
        bucket.TakeOrWait(0).ShouldBe(Second);
    }

    [Fact]
    public void A_token_given_back_to_a_bucket_that_gave_none_changes_nothing()
    {
        var bucket = new TokenBucket(1);
        bucket.Return();
        bucket.TakeOrWait(0).ShouldBe(0);
        bucket.TakeOrWait(0).ShouldBe(Second);
    }

    [Fact]
    public void It_is_full_again_once_nothing_is_owed()
    {
        var bucket = new TokenBucket(2);
        bucket.IsFull(0).ShouldBeTrue();
        bucket.TakeOrWait(0);
        bucket.IsFull(Second / 2 - 1).ShouldBeFalse();
        bucket.IsFull(Second / 2).ShouldBeTrue();
    }

    /// <summary>Sends as early as it may, all the time.</summary>
    private static List<long> SendAllOf(TokenBucket bucket, long time)
    {
        var sent = new List<long>();
        for (long now = 0; now < time;)
        {
            var wait = bucket.TakeOrWait(now);
            if (wait == 0) sent.Add(now);
            now += wait;
        }

        return sent;
    }
}
