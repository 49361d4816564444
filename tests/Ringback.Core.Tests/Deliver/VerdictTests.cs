using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Core.Signing;
using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Deliver;

public sealed class VerdictTests
{
    private const long Now = 1_800_000_000_000;
    private const long SentAt = Now - 250;
    private const long DisableAfter = 5 * 24 * 3_600_000L;
    private static readonly RetrySchedule Schedule = RetrySchedule.CreateFrom([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(20), TimeSpan.FromHours(1)]);

    private static readonly CustomerApplication Customer = new()
    {
        Id = 1,
        Ksuid = default,
        Organisation = new Organisation(1, "org_x"),
        Name = "a",
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    /// <summary>Without jitter: the middle of ±20 %.</summary>
    private readonly Verdict _verdict = new(
        new DeliveryPolicy(Schedule, DisableAfter, 100, 10, new BreakerOptions(50, 30_000, 5000, 60_000)), () => 0.5);

    [Theory]
    [InlineData(0, 5_000)]
    [InlineData(1, 20 * 60_000)]
    [InlineData(2, 3_600_000)]
    [InlineData(3, null)]
    [InlineData(9, null)]
    public void A_failure_is_tried_again_as_the_schedule_says(int tries, int? wait)
    {
        var record = Judge(500, tries);
        record.RetryAt.ShouldBe(Now + wait);
        record.Tries.ShouldBe(tries + 1);
        record.Final.ShouldBe(DeliveryState.Fail);
        record.Attempt!.Value.State.ShouldBe(DeliveryState.Fail);
        record.DisableEndpoint.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 3, 5_000)]
    [InlineData(0, 90, 90_000)]
    [InlineData(0, 48 * 3600, 24 * 3_600_000)]
    [InlineData(3, 90, null)]
    public void What_the_receiver_asks_for_makes_the_wait_longer_never_shorter(int tries, int askedSeconds, int? wait) =>
        Judge(503, tries, retryAfter: TimeSpan.FromSeconds(askedSeconds)).RetryAt.ShouldBe(Now + wait);

    [Fact]
    public void The_jitter_is_a_fifth_either_way()
    {
        var random = new Random(1);
        var verdict = new Verdict(new DeliveryPolicy(Schedule, DisableAfter, 100, 10, new BreakerOptions(1, 1, 1, 1)), random.NextDouble);
        var waits = Enumerable.Range(0, 2000)
            .Select(_ => verdict.Judge(Item(0), Destination(), Result(500), Schedule, null, SentAt, Now).RetryAt!.Value - Now).ToList();
        waits.Min().ShouldBeInRange(4000, 4050);
        waits.Max().ShouldBeInRange(5950, 6000);
    }

    /// <summary>A run may be what ends its own sessions: it isn't put off for ever.</summary>
    [Theory]
    [InlineData(true, 23, 0)]
    [InlineData(true, 25, 1)]
    [InlineData(false, 25, 0)]
    public void What_is_held_uses_up_no_try_and_what_is_put_off_does_after_a_day(bool isPostponed, int hours, int tries)
    {
        var result = Result(503) with { IsHeld = true, IsPostponed = isPostponed };
        var record = _verdict.Judge(Item(0, acceptedAt: Now - (hours * 3_600_000L)), Destination(), result, Schedule, null, SentAt, Now);
        record.Tries.ShouldBe(tries);
        record.RetryAt.ShouldBe(Now + (tries == 0 ? 60_000 : 5_000));
    }

    [Fact]
    public void What_was_put_off_for_a_day_to_the_millisecond_still_uses_up_no_try()
    {
        const long Day = 24 * 3_600_000L;
        var result = Result(503) with { IsHeld = true, IsPostponed = true };
        Verdict.IsHeld(Item(0, acceptedAt: Now - Day), result, Now).ShouldBeTrue();
        Verdict.IsHeld(Item(0, acceptedAt: Now - Day - 1), result, Now).ShouldBeFalse();
    }

    /// <summary>Half as long as it has waited, from the schedule's first wait on, a minute at most.</summary>
    [Theory]
    [InlineData("5s,20m", 0, 5_000)]
    [InlineData("5s,20m", 20_000, 10_000)]
    [InlineData("5s,20m", 100_000, 50_000)]
    [InlineData("5s,20m", 600_000, 60_000)]
    [InlineData("2h", 0, 60_000)]
    [InlineData("none", 0, 5_000)]
    public void What_is_held_is_looked_at_again_the_later_the_longer_it_has_waited(string schedule, int waitedMs, int wait)
    {
        RetrySchedule.TryParse(schedule, out var parsed, out var error).ShouldBeTrue(error);
        var record = _verdict.Judge(
            Item(0, acceptedAt: Now - waitedMs), Destination(), Result(503) with { IsHeld = true }, parsed!, null, SentAt, Now);
        record.RetryAt.ShouldBe(Now + wait);
        record.Final.ShouldBe(DeliveryState.Fail);
        record.Attempt!.Value.State.ShouldBe(DeliveryState.Fail);
        record.FailingSince.ShouldBeNull();
        record.DisableEndpoint.ShouldBeFalse();
    }

    [Theory]
    [InlineData(DeliveryOrder.Fifo, 0, 1)]
    [InlineData(DeliveryOrder.Fifo, 3, 3)]
    [InlineData(DeliveryOrder.Any, 0, 0)]
    [InlineData(DeliveryOrder.Any, 3, 3)]
    public void What_is_held_counts_as_tried_in_a_fifo_lane_which_it_holds(object order, int tries, int recorded) =>
        _verdict.Judge(Item(tries, acceptedAt: Now), Destination((DeliveryOrder)order), Result(503) with { IsHeld = true }, Schedule, null, SentAt, Now)
            .Tries.ShouldBe(recorded);

    [Theory]
    [InlineData(DeliveryOrder.Any, WhenExhausted.Skip, false)]
    [InlineData(DeliveryOrder.Fifo, WhenExhausted.Skip, false)]
    [InlineData(DeliveryOrder.Any, WhenExhausted.Hold, false)]
    [InlineData(DeliveryOrder.Fifo, WhenExhausted.Hold, true)]
    public void What_does_not_fit_an_operation_is_tried_once_unless_it_holds_the_rest(object order, object whenExhausted, bool again)
    {
        var destination = Operation((DeliveryOrder)order, (WhenExhausted)whenExhausted);
        var record = _verdict.Judge(Item(0), destination, Result(500) with { IsUnfit = true }, Schedule, null, SentAt, Now);
        record.RetryAt.ShouldBe(again ? Now + 5_000 : null);
        record.DisableEndpoint.ShouldBeFalse();
    }

    /// <summary>Nobody but its owner may stop it.</summary>
    [Theory]
    [InlineData(410, 0)]
    [InlineData(500, 3)]
    public void An_operation_is_never_disabled(int status, int tries) =>
        _verdict.Judge(Item(tries), Operation(), Result(status), Schedule, Now - 2 * DisableAfter, SentAt, Now)
            .DisableEndpoint.ShouldBeFalse();

    [Fact]
    public void A_run_of_an_operation_that_was_asked_for_has_its_retries() =>
        _verdict.Judge(Item(0, manual: true), Operation(), Result(500), Schedule, null, SentAt, Now)
            .RetryAt.ShouldBe(Now + 5_000);

    [Fact]
    public void A_success_ends_it()
    {
        var record = Judge(204, tries: 2);
        record.Final.ShouldBe(DeliveryState.Success);
        record.RetryAt.ShouldBeNull();
        record.FailingSince.ShouldBeNull();
        record.Attempt.ShouldBe(new Attempt(SentAt, 250, 204, DeliveryState.Success, false, 77, record.Attempt!.Value.Response));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Gone_disables_at_once_and_ends_it(bool manual, int tries)
    {
        var record = Judge(410, tries, manual: manual);
        record.DisableEndpoint.ShouldBeTrue();
        record.RetryAt.ShouldBeNull();
        record.Final.ShouldBe(DeliveryState.Fail);
    }

    [Theory]
    [InlineData(null, 500, 3, false, SentAt)]
    [InlineData(Now - DisableAfter + 1, 500, 3, false, null)]
    [InlineData(Now - DisableAfter, 500, 3, true, null)]
    [InlineData(Now - 2 * DisableAfter, 500, 3, true, null)]
    [InlineData(Now - 2 * DisableAfter, 500, 9, true, null)]
    [InlineData(Now - 2 * DisableAfter, 500, 0, false, null)] // retries are left
    [InlineData(Now - 2 * DisableAfter, 500, 2, false, null)]
    [InlineData(Now - 2 * DisableAfter, 200, 3, false, 0L)]
    [InlineData(null, 200, 3, false, null)]
    public void An_endpoint_that_has_only_failed_for_long_enough_is_disabled_when_a_delivery_is_exhausted(
        long? failingSince, int status, int tries, bool disables, long? recorded)
    {
        var record = Judge(status, tries, failingSince: failingSince);
        record.DisableEndpoint.ShouldBe(disables);
        record.FailingSince.ShouldBe(recorded);
        if (disables) record.RetryAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 20 * 60_000)]
    [InlineData(3, null)]
    public void What_was_asked_for_is_tried_once_unless_it_has_retries_before_it(int tries, int? wait)
    {
        var record = Judge(500, tries, manual: true);
        record.RetryAt.ShouldBe(Now + wait);
        record.Attempt!.Value.Manual.ShouldBeTrue();
    }

    [Fact]
    public void A_fifo_head_is_tried_at_least_every_five_minutes_for_as_long_as_the_schedule_lasts()
    {
        var waits = Enumerable.Range(0, 100).Select(tries => Judge(500, tries, order: DeliveryOrder.Fifo).RetryAt - Now).TakeWhile(wait => wait is not null).ToList();
        waits[0].ShouldBe(5_000);
        waits.ShouldAllBe(wait => wait <= 5 * 60_000);
        waits.Sum().ShouldBe((long)Schedule.Delays.Sum(delay => delay.TotalMilliseconds));
    }

    [Theory]
    [InlineData(WhenExhausted.Skip, null)]
    [InlineData(WhenExhausted.Hold, 5 * 60_000)]
    public void An_exhausted_fifo_head_is_skipped_or_holds(object whenExhausted, int? wait) =>
        Judge(500, 17, order: DeliveryOrder.Fifo, whenExhausted: (WhenExhausted)whenExhausted).RetryAt.ShouldBe(Now + wait);

    [Fact]
    public void What_a_person_asked_for_disables_no_endpoint() =>
        Judge(500, manual: true, failingSince: Now - 2 * DisableAfter).DisableEndpoint.ShouldBeFalse();

    [Fact]
    public void A_fifo_head_is_exhausted_when_its_last_step_is()
    {
        var steps = Schedule.ForFifo().Retries;
        Judge(500, steps - 1, failingSince: Now - DisableAfter, order: DeliveryOrder.Fifo).DisableEndpoint.ShouldBeFalse();
        Judge(500, steps, failingSince: Now - DisableAfter, order: DeliveryOrder.Fifo).DisableEndpoint.ShouldBeTrue();
    }

    [Fact]
    public void A_holding_fifo_endpoint_is_disabled_all_the_same()
    {
        var record = Judge(500, 500, failingSince: Now - DisableAfter, order: DeliveryOrder.Fifo, whenExhausted: WhenExhausted.Hold);
        record.DisableEndpoint.ShouldBeTrue();
        record.RetryAt.ShouldBeNull();
    }

    [Fact]
    public void A_failure_without_a_response_says_why()
    {
        var result = new SendResult(FailureKind.Timeout, 0, 15_000, [], null);
        var attempt = _verdict.Judge(Item(0), Destination(), result, Schedule, null, SentAt, Now).Attempt!.Value;
        attempt.StatusCode.ShouldBe(0);
        System.Text.Encoding.UTF8.GetString(attempt.Response).ShouldBe("there was no response within the time limit");
    }

    [Fact]
    public void A_failure_that_has_a_response_keeps_it() =>
        _verdict.Judge(Item(0), Destination(), new SendResult(FailureKind.Timeout, 0, 15_000, [1, 2], null), Schedule, null, SentAt, Now)
            .Attempt!.Value.Response.ShouldBe([1, 2]);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(7, 4)]
    public void A_message_counts_as_failing_from_the_fourth_failure_or_the_last_but_one(int retries, int failing) =>
        Verdict.Failing(RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromSeconds(1), retries))).ShouldBe(failing);

    private AttemptRecord Judge(
        int status, int tries = 0, bool manual = false, TimeSpan? retryAfter = null, long? failingSince = null,
        DeliveryOrder order = DeliveryOrder.Any, WhenExhausted whenExhausted = WhenExhausted.Skip) =>
        _verdict.Judge(Item(tries, manual), Destination(order, whenExhausted), Result(status, retryAfter), Schedule, failingSince, SentAt, Now);

    private static SendResult Result(int status, TimeSpan? retryAfter = null) => new(FailureKind.None, status, 250, [1, 2], retryAfter);

    private static WorkItem Item(int tries, bool manual = false, long acceptedAt = 0) =>
        new(3, new Message { Id = default, ApplicationId = 1, EventType = "a.b", AcceptedAt = acceptedAt, Seq = 9 }, tries, manual, null);

    private static ResolvedEndpoint Destination(DeliveryOrder order = DeliveryOrder.Any, WhenExhausted whenExhausted = WhenExhausted.Skip)
    {
        var endpoint = new HttpEndpoint
        {
            Id = 3,
            Ksuid = default,
            ApplicationId = 1,
            Url = "http://example.com/",
            UrlId = 77,
            Order = order,
            WhenExhausted = whenExhausted,
            CreatedAt = 0,
            UpdatedAt = 0,
        };
        return new ResolvedEndpoint(endpoint, Customer, new Uri(endpoint.Url), new MessageSigner([EndpointSecret.Generate()]), [], long.MaxValue);
    }

    private static ResolvedOperation Operation(DeliveryOrder order = DeliveryOrder.Any, WhenExhausted whenExhausted = WhenExhausted.Skip)
    {
        var operation = new SourceOperation
        {
            Id = 3,
            Ksuid = default,
            ApplicationId = 1,
            Definition = new OperationDefinition { Emit = new EmitOperation("shop", "order.paid", null, null) },
            Order = order,
            WhenExhausted = whenExhausted,
            CreatedAt = 0,
            UpdatedAt = 0,
        };
        return new ResolvedOperation(operation, Customer, OperationPlan.Create(operation, null));
    }
}
