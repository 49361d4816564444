using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Lanes;
using Ringback.Testing;

namespace Ringback.Core.Tests.Lanes;

/// <summary>What a lane lets fly, and when, on a clock that stands still.</summary>
public sealed class LaneTests
{
    private static readonly long[] Hundred = [.. Enumerable.Range(1, 100).Select(static seq => (long)seq)];

    [Fact]
    public async Task A_fifo_lane_sends_one_after_the_other_and_a_failing_one_holds_the_rest()
    {
        using var world = new LaneWorld(endpoint => endpoint with { Order = DeliveryOrder.Fifo });
        world.Offer(1, 2, 3);
        (await world.SettleAsync()).ShouldBe([1]);
        world.EndAttempt(1);
        (await world.SettleAsync()).ShouldBe([1, 2]);
        world.EndAttempt(2, success: false, retryAt: world.Now + 5000);
        await world.AdvanceAsync(6999);
        world.Started.ShouldBe([1, 2]);
        // It is offered when it is due; without that it goes two seconds later.
        await world.AdvanceAsync(1);
        world.Started.ShouldBe([1, 2, 2]);
        world.EndAttempt(2);
        (await world.SettleAsync()).ShouldBe([1, 2, 2, 3]);
    }

    [Fact]
    public async Task Where_order_does_not_matter_as_many_fly_as_the_window_lets()
    {
        using var world = new LaneWorld();
        world.Offer(1, 2, 3, 4, 5, 6, 7);
        (await world.SettleAsync()).ShouldBe([1, 2, 3, 4]);
        world.EndAttempt(3);
        (await world.SettleAsync()).ShouldBe([1, 2, 3, 4, 5, 6], "a success opens the window by one");
        world.EndAttempt(4, success: false);
        world.EndAttempt(5, success: false);
        (await world.SettleAsync()).ShouldBe([1, 2, 3, 4, 5, 6], "a failure closes it by one");
    }

    [Fact]
    public async Task A_throttle_spaces_what_flies()
    {
        using var world = new LaneWorld(endpoint => endpoint with { ThrottleRate = 2 });
        world.Offer(1, 2, 3);
        (await world.SettleAsync()).ShouldBe([1]);
        await world.AdvanceAsync(499);
        world.Started.ShouldBe([1]);
        await world.AdvanceAsync(1);
        world.Started.ShouldBe([1, 2]);
        world.Endpoint = world.Endpoint! with { ThrottleRate = null };
        world.Lane.Changed();
        (await world.SettleAsync()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task The_oldest_wait_is_that_of_first_attempts_and_begins_when_something_waits()
    {
        // The message was accepted long ago, as one that is sent again: it waits from now on.
        using var world = new LaneWorld(endpoint => endpoint with { Order = DeliveryOrder.Fifo });
        world.Lane.OldestWait().ShouldBe(0);
        world.Offer(1);
        await world.SettleAsync();
        await world.AdvanceAsync(5000);
        world.Lane.OldestWait().ShouldBe(0, "what is in flight doesn't wait");
        world.Offer(2);
        await world.AdvanceAsync(3000);
        world.Offer(3);
        await world.AdvanceAsync(1000);
        world.Lane.OldestWait().ShouldBe(4000);
        world.EndAttempt(1);
        await world.SettleAsync();
        world.Lane.OldestWait().ShouldBe(4000, "it began to wait before the other had left");
        world.EndAttempt(2, success: false, retryAt: world.Now + 5000);
        await world.SettleAsync();
        world.Lane.OldestWait().ShouldBe(0, "a failing message holds it");
    }

    [Fact]
    public async Task The_oldest_wait_at_an_open_breaker_is_nothing()
    {
        using var world = new LaneWorld(endpoint => endpoint with { Order = DeliveryOrder.Fifo });
        world.Offer(1, 2, 3, 4, 5, 6);
        for (var seq = 1; seq <= 3; seq++)
        {
            await world.SettleAsync();
            await world.AdvanceAsync(100);
            world.Lane.OldestWait().ShouldBePositive();
            world.EndAttempt(seq, success: false);
        }

        await world.SettleAsync();
        world.Lane.OldestWait().ShouldBe(0);
    }

    [Fact]
    public async Task What_an_application_lacks_is_not_taken_from_its_endpoint_either()
    {
        using var world = new LaneWorld(endpoint => endpoint with { ThrottleRate = 1000 });
        world.OfApplication = GcraLimiter.Even(1);
        world.OfApplication.TakeOrWait(world.Ticks);
        world.Offer(1);
        (await world.SettleAsync()).ShouldBeEmpty();
        await world.AdvanceAsync(1000);
        world.Started.ShouldBe([1]);
    }

    [Fact]
    public async Task A_breaker_opens_and_one_probe_at_a_time_finds_out_whether_it_may_close()
    {
        using var world = new LaneWorld();
        world.Offer(1, 2, 3, 4, 5, 6, 7, 8);
        await world.SettleAsync();
        world.EndAttempt(1, success: false);
        await world.AdvanceAsync(100);
        world.EndAttempt(2, success: false);
        world.EndAttempt(3, success: false);
        world.EndAttempt(4, success: false);
        await world.AdvanceAsync(999);
        world.Started.Count.ShouldBe(4, "it is open");
        await world.AdvanceAsync(1);
        world.Started.Count.ShouldBe(5, "the probe flies alone");
        world.EndAttempt(world.Started[^1], success: false);
        await world.AdvanceAsync(1999);
        world.Started.Count.ShouldBe(5, "it is open for twice as long");
        await world.AdvanceAsync(1);
        world.Started.Count.ShouldBe(6);
        world.EndAttempt(world.Started[^1]);
        (await world.SettleAsync()).Count.ShouldBe(8, "it is closed");
    }

    [Fact]
    public async Task A_change_of_the_endpoint_closes_the_breaker()
    {
        using var world = new LaneWorld();
        world.Offer(1, 2, 3, 4, 5);
        await world.SettleAsync();
        world.EndAttempt(1, success: false);
        await world.AdvanceAsync(100);
        foreach (var seq in (long[])[2, 3, 4]) world.EndAttempt(seq, success: false);
        (await world.SettleAsync()).ShouldBe([1, 2, 3, 4]);
        world.Lane.Changed();
        (await world.SettleAsync()).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task What_is_parked_is_fetched_as_there_is_room_and_flies_once_in_order()
    {
        using var world = new LaneWorld();
        world.Park(Hundred);
        for (var landed = 0; landed < Hundred.Length; landed++)
        {
            var flown = await world.SettleAsync();
            flown.Count.ShouldBeGreaterThan(landed);
            world.EndAttempt(flown[landed]);
        }

        world.Started.ShouldBe(Hundred);
        world.Budget.Items.ShouldBe(0);
        world.Slots.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task What_waits_for_a_time_is_woken_then_by_nobody_else()
    {
        using var world = new LaneWorld { Writable = false };
        world.Offer(1);
        (await world.SettleAsync()).ShouldBeEmpty("its outcome could not be recorded");
        world.Writable = true;
        world.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await Wait.UntilAsync(() => world.Started.Count == 1);
    }

    [Fact]
    public async Task A_slot_that_becomes_free_goes_to_the_lane_that_waits_for_it()
    {
        using var world = new LaneWorld(slots: 1);
        world.Slots.TryEnter(SlotShare.Proven, new Waiter()).ShouldBeTrue();
        world.Offer(1);
        (await world.SettleAsync()).ShouldBeEmpty();
        world.Slots.Leave(SlotShare.Proven);
        await Wait.UntilAsync(() => world.Started.Count == 1);
    }

    [Fact]
    public async Task A_disabled_endpoint_has_its_messages_canceled()
    {
        using var world = new LaneWorld(endpoint => endpoint with { Disabled = true });
        world.Offer(1);
        (await world.SettleAsync()).ShouldBe([1]);
        world.LastDestination.ShouldBeNull();
        world.EndAttempt(1);
        world.Endpoint = world.Endpoint! with { Disabled = false };
        world.Lane.Changed();
        world.Offer(2);
        (await world.SettleAsync()).ShouldBe([1, 2]);
        world.LastDestination.ShouldNotBeNull();
    }

    [Fact]
    public async Task Messages_wait_while_the_secrets_can_not_be_opened()
    {
        using var world = new LaneWorld { IsReadable = false };
        world.Offer(1);
        (await world.SettleAsync()).ShouldBeEmpty();
        world.IsReadable = true;
        await world.AdvanceAsync(29_999);
        world.Started.ShouldBeEmpty();
        await world.AdvanceAsync(1);
        world.Started.ShouldBe([1]);
    }

    [Fact]
    public async Task A_bug_of_ours_pauses_the_lane_and_it_takes_up_all_again_from_the_store()
    {
        using var world = new LaneWorld(endpoint => endpoint with { Order = DeliveryOrder.Fifo });
        world.Park(1, 2);
        await world.SettleAsync();
        world.Crash(1);
        await world.AdvanceAsync(4999);
        world.Started.ShouldBe([1]);
        await world.AdvanceAsync(1);
        world.Started.ShouldBe([1, 1]);
        world.EndAttempt(1);
        (await world.SettleAsync()).ShouldBe([1, 1, 2]);
    }

    [Fact]
    public async Task Nothing_new_flies_once_the_node_stops()
    {
        using var world = new LaneWorld();
        world.Offer(1);
        await world.SettleAsync();
        world.Sending = false;
        world.Offer(2);
        world.EndAttempt(1);
        (await world.SettleAsync()).ShouldBe([1]);
        world.Slots.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task A_lane_ends_when_it_had_nothing_to_do_for_a_while_and_takes_nothing_then()
    {
        using var world = new LaneWorld();
        world.Offer(1);
        await world.SettleAsync();
        for (var sweep = 0; sweep < 20; sweep++) world.Lane.TryRetire(crowded: false).ShouldBeFalse("something flies");
        world.EndAttempt(1);
        await world.SettleAsync();
        await Wait.UntilAsync(() => world.Lane.TryRetire(crowded: true));
        world.Lane.Offer(LaneWorld.Item(2), due: false).ShouldBeFalse();
        world.Lane.Parked().ShouldBeFalse();
    }

    [Fact]
    public async Task Among_very_many_lanes_one_ends_with_its_last_delivery()
    {
        using var world = new LaneWorld { Crowded = true };
        world.Offer(1);
        await world.SettleAsync();
        await Wait.UntilAsync(() => ThreadPool.PendingWorkItemCount == 0);
        world.EndAttempt(1);
        world.Dropped.ShouldBeTrue();
        world.Lane.Offer(LaneWorld.Item(2), due: false).ShouldBeFalse();
    }

    private sealed class Waiter : ISlotWaiter
    {
        public void Granted(SlotShare share) => throw new InvalidOperationException("It waits for none.");
    }
}
