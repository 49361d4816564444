using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Reconcile;

namespace Ringback.Core.Tests.Reconcile;

public sealed class PollScheduleTests
{
    private const double NoJitter = 0.5;
    private const long Minute = 60_000;

    [Theory]
    [InlineData(3600, 1, null, 3600)]
    [InlineData(3600, 2, null, 5400)]
    [InlineData(3600, 3, null, 8100)]
    [InlineData(3600, 50, null, 86_400)]
    [InlineData(172_800, 3, null, 172_800)]
    [InlineData(3600, 1, 10, 3600)]
    [InlineData(3600, 1, 7200, 7200)]
    [InlineData(3600, 1, 999_999, 86_400)]
    public void The_wait_grows_and_listens_to_the_provider(int every, int polls, int? retryAfter, int wait) =>
        PollSchedule.Wait(TimeSpan.FromSeconds(every), polls, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, NoJitter)
            .TotalSeconds.ShouldBe(wait, 0.001);

    [Fact]
    public void It_is_jittered_by_a_fifth()
    {
        PollSchedule.Wait(TimeSpan.FromSeconds(100), 1, null, 0).TotalSeconds.ShouldBe(80, 0.001);
        PollSchedule.Wait(TimeSpan.FromSeconds(100), 1, null, 0.999_999).TotalSeconds.ShouldBe(120, 0.001);
    }

    [Theory]
    [InlineData(10, 1, null, 70L)]
    [InlineData(100, 1, null, 130L)]
    [InlineData(130, 2, null, null)]
    [InlineData(10, 2, 2, null)]
    [InlineData(10, 2, 3, 100L)]
    public void The_last_poll_is_made_when_time_is_over(int minute, int polls, int? most, long? next) =>
        PollSchedule.Next(Expectation(most), polls, null, NoJitter, minute * Minute).ShouldBe(next * Minute);

    private static Expectation Expectation(int? most) => new()
    {
        Id = Ksuid.LowestAt(1_700_000_000_000),
        ApplicationId = 1,
        Key = "pay_1",
        FulfilledWhen = new Fulfilment("/id"),
        Deadline = 10 * Minute,
        Poll = new PollPlan { Url = "https://example.com", Event = new MadeEvent("a"), GiveUpAfterSeconds = 7200, MostPolls = most },
        CreatedAt = 0,
        UpdatedAt = 0,
    };
}
