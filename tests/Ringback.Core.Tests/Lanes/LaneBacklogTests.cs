using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Lanes;

public sealed class LaneBacklogTests
{
    public static MatrixTheoryData<bool, bool, bool, bool> Worlds => new([false, true], [false, true], [false, true], [false, true]);

    private readonly BacklogBudget _budget = new(long.MaxValue);
    private readonly LaneBacklog _backlog = new();

    /// <summary>Nothing in memory twice, nothing sent that has ended or before its time, nothing parked for ever; FIFO lanes in order.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void Whatever_comes_between_nothing_is_lost_and_nothing_is_there_twice(bool fifo, bool tight, bool odd, bool changes)
    {
        var (sent, crashes) = (0, 0);
        for (var seed = 1; seed <= 100; seed++)
        {
            var traits = new BacklogTraits(fifo, 4 + seed % 3 * 8, seed % 2 == 0 ? 50 : 90, tight, odd, changes, seed % 3);
            var model = new BacklogModel(seed, traits);
            try
            {
                model.Run(1000);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"With seed {seed} and {traits}: {failure.Message}", failure);
            }

            sent += model.Sent;
            crashes += model.Crashes;
        }

        sent.ShouldBeGreaterThan(5_000);
        crashes.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_retry_that_is_offered_before_the_landing_of_the_attempt_before_it_isnt_lost()
    {
        _backlog.Offer(Item(1), due: false, _budget);
        var first = Start();
        _backlog.Offer(Item(1, tries: 1), due: true, _budget);
        _backlog.AttemptEnded(first, retryAt: 5, tries: 1, fifo: false, _budget);
        Fetch(Item(1, tries: 1)).ShouldBe(0);
        Start().Tries.ShouldBe(1);
    }

    [Fact]
    public void A_fifo_head_that_is_offered_before_its_landing_isnt_held_for_ever()
    {
        _backlog.Offer(Item(1), due: false, _budget);
        var first = Start(fifo: true);
        _backlog.Offer(Item(1, tries: 1), due: true, _budget);
        _backlog.AttemptEnded(first, retryAt: 5, tries: 1, fifo: true, _budget);
        Start(fifo: true).Tries.ShouldBe(1);
    }

    [Fact]
    public void A_held_head_goes_without_being_offered_when_its_time_is_long_over()
    {
        _backlog.Offer(Item(1), due: false, _budget);
        _backlog.Offer(Item(2), due: false, _budget);
        _backlog.AttemptEnded(Start(fifo: true), retryAt: 10_000, tries: 1, fifo: true, _budget);
        var latest = _backlog.HeldUntil!.Value;
        latest.ShouldBeGreaterThan(10_000);
        _backlog.Peek(fifo: true, latest - 1).ShouldBeNull();
        _backlog.Peek(fifo: true, latest)!.Message.Seq.ShouldBe(1);
    }

    [Fact]
    public void What_arrives_during_the_last_fetch_joins_behind_it_without_another()
    {
        _backlog.Parked();
        _backlog.BeginFetch(fifo: false);
        _backlog.Offer(Item(3), due: false, _budget);
        _backlog.Offer(Item(4), due: false, _budget);
        _backlog.EndFetch([Item(1), Item(2), Item(3)], complete: true, fifo: false, now: 0, _budget);
        Enumerable.Range(0, 4).Select(_ => Start().Message.Seq).ShouldBe([1, 2, 3, 4]);
        _backlog.Wants(fifo: false, _budget).ShouldBe(0);
        _budget.Items.ShouldBe(4);
    }

    [Fact]
    public void What_arrives_during_a_fetch_that_isnt_the_last_waits_its_turn()
    {
        _backlog.Parked();
        _backlog.BeginFetch(fifo: false);
        _backlog.Offer(Item(9), due: false, _budget);
        _backlog.EndFetch([Item(1), Item(2)], complete: false, fifo: false, now: 0, _budget);
        _backlog.Waiting.ShouldBe(2);
        Fetch(Item(3), Item(9)).ShouldBe(2);
        _budget.Items.ShouldBe(4);
    }

    [Fact]
    public void First_attempts_and_retries_take_turns()
    {
        for (var seq = 1; seq <= 4; seq++) _backlog.Offer(Item(seq), due: false, _budget);
        for (var seq = 11; seq <= 14; seq++) _backlog.Offer(Item(seq, tries: 1), due: true, _budget);
        Enumerable.Range(0, 8).Select(_ => Start().Tries).ShouldBe([1, 0, 1, 0, 1, 0, 1, 0]);
    }

    [Fact]
    public void When_memory_is_full_only_empty_hands_fetch_and_only_a_few()
    {
        var full = new BacklogBudget(0);
        _backlog.Limit = 100;
        _backlog.Parked();
        _backlog.Wants(fifo: false, full).ShouldBeInRange(1, 10);
        _backlog.BeginFetch(fifo: false);
        _backlog.EndFetch([Item(1)], complete: false, fifo: false, now: 0, full);
        _backlog.Wants(fifo: false, full).ShouldBe(0);
        var flying = Start();
        _backlog.Wants(fifo: false, full).ShouldBe(0);
        _backlog.AttemptEnded(flying, null, 0, fifo: false, full);
        _backlog.Wants(fifo: false, full).ShouldBeInRange(1, 10);
    }

    [Fact]
    public void It_holds_more_direct_deliveries_than_it_takes_in_of_others()
    {
        _backlog.Limit = 4;
        var held = 0;
        while (_backlog.TryReserve(_budget))
            _backlog.Hold(Item(++held), _budget);
        held.ShouldBeGreaterThan(4 * _backlog.Limit);
        _backlog.Waiting.ShouldBe(held);
        _backlog.Offer(Item(held + 1), due: false, _budget);
        _backlog.Waiting.ShouldBe(held, "it stays parked");
        Start();
        _backlog.TryReserve(_budget).ShouldBeFalse("what is parked goes first");
    }

    [Fact]
    public void Room_that_is_given_back_can_be_reserved_again_and_a_lane_in_which_some_is_reserved_is_not_idle()
    {
        _backlog.Limit = 1;
        var reserved = 0;
        while (_backlog.TryReserve(_budget)) reserved++;
        _backlog.Idle.ShouldBeFalse();
        for (var i = 0; i < reserved; i++) _backlog.Release();
        _backlog.Idle.ShouldBeTrue();
        _backlog.TryReserve(_budget).ShouldBeTrue();
        _backlog.Hold(Item(1), _budget);
        _backlog.AttemptEnded(Start(), null, 1, fifo: false, _budget);
        _backlog.Idle.ShouldBeTrue();
        _budget.Items.ShouldBe(0);
    }

    private WorkItem Start(bool fifo = false)
    {
        var item = _backlog.Peek(fifo, 0)!;
        _backlog.Take(item, 0);
        return item;
    }

    /// <returns>The seq behind which it was fetched.</returns>
    private long Fetch(params WorkItem[] items)
    {
        _backlog.Wants(fifo: false, _budget).ShouldBeGreaterThan(0);
        var after = _backlog.BeginFetch(fifo: false);
        _backlog.EndFetch(items, complete: true, fifo: false, now: 0, _budget);
        return after;
    }

    private static WorkItem Item(long seq, int tries = 0) =>
        new(1, new Message { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Seq = seq }, tries, Manual: false, Due: null);
}
