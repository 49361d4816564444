using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Receive;
using Ringback.Core.Reconcile;
using Ringback.Core.Record;
using Ringback.Core.Retain;
using Ringback.Core.Tests.Accept;
using Ringback.Core.Tests.Reconcile;

namespace Ringback.Core.Tests.Retain;

public sealed class RetentionTests
{
    private const int Source = AcceptWorld.Application;
    private const int Gone = 8;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(10);

    private readonly AcceptWorld _world = new();
    private readonly MemoryRetention _rows = new();
    private readonly SourceWatches _watches;
    private readonly EndpointCounts _counts;
    private readonly DuplicateCounts _duplicates;
    private readonly DirectDeliveries _direct = new(static () => NoIntake.Instance);
    private readonly Retention _rule;

    public RetentionTests()
    {
        _world.Catalog.Put(new Source { ApplicationId = Source, Type = "stripe", CreatedAt = 0, UpdatedAt = 0 });
        _watches = new SourceWatches(_world.Batch, new MemoryExpectations(_world.Rows), _world.Catalog, new ExpectationState([], [(Source, 10), (Gone, 1)]));
        (_counts, _duplicates) = (new EndpointCounts(_rows), new DuplicateCounts(_rows));
        _rule = new Retention(Keep, _world.Batch, _rows.Ports, _world.Catalog, _watches,
            new DirectParking(_world.Batch, _rows, new StoreListeners(), _direct, 0), _counts, _duplicates);
    }

    private long Now => _world.Batch.Now;

    private long Old => Now - (long)Keep.TotalMilliseconds - 1;

    [Fact]
    public void Everything_goes_in_one_order()
    {
        _direct.Add(9, 5, 0, Now - DirectDeliveries.Patience - 1);
        _counts.Add(5, DeliveryState.Success, Now);
        _counts.Add(5, DeliveryState.Canceled, Now);
        _duplicates.Add(Source, 1, Now);
        _rows.Messages[1] = (Old, "e");
        _rows.Payloads.Add((2, Now));
        Expect(1, ended: Old);
        _rows.Work.Oldest[3] = 0;
        _rows.Hours.Oldest[4] = 0;
        _world.Batch.TakeSeq();
        _world.Batch.TakeSeq();
        Step().ShouldBeFalse();
        _rows.Calls.ShouldBe(
        [
            "park 9", "count 5: 1 0 1", "duplicates 0: 1", "duplicates 1: 1", "outcomes to 1", "free e", "messages to 1", "made-up keys 2000", "refused 1000", "payload 2", "keys after ",
            "expectations after 0", "expectation 1", "schedules", "jobs",
        ]);
        // The message that was dropped before is one whose work goes.
        _rows.Work.Calls.ShouldBe(["work of 3 before 2"]);
        _rows.Hours.Calls.ShouldBe([$"hours of 4 before {EndpointCounts.HourOf(RetentionTimes.At(Now, Keep).Statistics)}"]);
    }

    [Theory]
    // Old messages, outcomes of each, what is left of the messages after a step, whether there is more.
    [InlineData(0, 0, 0, false)]
    [InlineData(999, 2, 0, false)]
    [InlineData(1000, 2, 0, true)]
    [InlineData(1001, 1, 1, true)]
    [InlineData(3, 900, 1, true)]
    [InlineData(1, 2000, 0, false)]
    [InlineData(1, 2001, 1, true)]
    [InlineData(1000, 3, 334, true)]
    public void Messages_go_in_order_with_no_outcome_left_of_any(int messages, int outcomes, int left, bool more)
    {
        for (var seq = 1; seq <= messages; seq++)
        {
            _rows.Messages[seq] = (Old, null);
            if (outcomes > 0)
                _rows.Outcomes[seq] = outcomes;
        }

        _rows.Messages[messages + 1] = (Old + 1, null);
        Step().ShouldBe(more);
        _rows.Messages.Count.ShouldBe(left + 1);
        _rows.Outcomes.Keys.ShouldBeSubsetOf(_rows.Messages.Keys);
        while (Step())
        {
        }

        (_rows.Messages.Count, _rows.Outcomes.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void An_event_id_is_free_only_when_its_message_is_gone()
    {
        (_rows.Messages[1], _rows.Messages[2], _rows.Messages[3]) = ((Old, "a"), (Old, "b"), (Old, "c"));
        (_rows.Outcomes[1], _rows.Outcomes[2]) = (1, 2000);
        Step().ShouldBeTrue();
        _rows.Calls.Where(call => call.StartsWith("free", StringComparison.Ordinal)).ShouldBe(["free a"]);
    }

    [Fact]
    public void Outcomes_of_messages_that_are_gone_go_too()
    {
        _rows.Outcomes[1] = 1;
        _rows.Messages[2] = (Now, null);
        Step().ShouldBeFalse();
        (_rows.Outcomes.Count, _rows.Messages.Count).ShouldBe((0, 1));
    }

    [Theory]
    // Keys, which of them expired (every n-th), whether there is more at once, from where the next step looks.
    [InlineData(999, 1, false, "")]
    [InlineData(1000, 3, true, "999")]
    [InlineData(1000, 4, false, "999")]
    [InlineData(2500, 1, true, "999")]
    public void Keys_are_walked_through_and_the_walk_goes_on_at_once_only_where_much_has_expired(int keys, int every, bool more, string next)
    {
        for (var key = 0; key < keys; key++)
            _rows.Keys[(UInt128)key] = key % every == 0 ? Now : Now + 1;
        Step().ShouldBe(more);
        _rows.Calls.Clear();
        Step();
        _rows.Calls.ShouldContain($"keys after {next}");
        _rows.Keys.Values.Take(1000 - 1000 / every).ShouldAllBe(expires => expires > Now);
    }

    [Theory]
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void Payloads_go_at_their_own_time_so_many_a_step(int payloads, bool more)
    {
        for (var seq = 0; seq < payloads; seq++)
            _rows.Payloads.Add((seq, Now));
        _rows.Payloads.Add((payloads, Now + 1));
        Step().ShouldBe(more);
        _rows.Payloads.Count.ShouldBe(1);
    }

    [Fact]
    public void Made_up_keys_that_are_left_make_a_next_step()
    {
        _rows.AreMadeUpKeysMore = true;
        Step().ShouldBeTrue();
    }

    [Theory]
    // The source, when it ended (null: it hasn't), its status, whether it goes, how many live ones of the source are left.
    [InlineData(Source, null, (int)ExpectationStatus.Open, false, 10)]
    [InlineData(Source, -1L, (int)ExpectationStatus.Fulfilled, true, 10)]
    [InlineData(Source, -1L, (int)ExpectationStatus.Reconciled, true, 9)]
    [InlineData(Source, 0L, (int)ExpectationStatus.Fulfilled, false, 10)]
    [InlineData(Gone, null, (int)ExpectationStatus.Open, true, 0)]
    [InlineData(Gone, 0L, (int)ExpectationStatus.Fulfilled, true, 1)]
    public void An_expectation_goes_long_after_its_end_or_with_its_source_and_is_live_no_more(int source, long? after, int status, bool goes, int live)
    {
        Expect(1, after is { } ms ? Old + 1 + ms : null, source, (ExpectationStatus)status);
        Step();
        _rows.Expectations.Count.ShouldBe(goes ? 0 : 1);
        (_watches.Find(source)?.Live ?? 0).ShouldBe(live);
    }

    [Theory]
    // Expectations, how many of the first thousand go, whether there is more at once.
    [InlineData(1000, 250, false)]
    [InlineData(1000, 251, true)]
    [InlineData(999, 999, false)]
    public void Expectations_are_walked_through_and_the_walk_goes_on_at_once_only_where_many_go(int count, int go, bool more)
    {
        for (var row = 1; row <= count; row++)
            Expect(row, row <= go ? Old : null);
        Step().ShouldBe(more);
        _rows.Calls.Clear();
        Step();
        // Once round, it rests.
        _rows.Calls.Contains("expectations after 1000").ShouldBe(count == 1000);
        _rows.Calls.Clear();
        Step();
        _rows.Calls.ShouldNotContain("schedules");
    }

    [Theory]
    // Milliseconds after the first round, whether work, hours, expectations and jobs are looked at again.
    [InlineData(0, false, false)]
    [InlineData(59_999, false, false)]
    [InlineData(60_000, true, false)]
    [InlineData(3_599_999, true, false)]
    [InlineData(3_600_000, true, true)]
    [InlineData(-1, true, true)]
    public void Walks_rest_for_a_minute_or_an_hour_unless_the_clock_is_set_back(long later, bool afterAMinute, bool afterAnHour)
    {
        _rows.Work.Oldest[1] = _rows.Hours.Oldest[1] = 0;
        Step();
        _rows.Calls.Clear();
        _world.Batch.Now += later;
        Step();
        _rows.Work.Calls.Count.ShouldBe(afterAMinute ? 2 : 1);
        _rows.Hours.Calls.Count.ShouldBe(afterAnHour ? 2 : 1);
        _rows.Calls.Contains("schedules").ShouldBe(afterAMinute);
        _rows.Calls.Contains("jobs").ShouldBe(afterAnHour);
    }

    [Fact]
    public void A_walk_through_very_many_endpoints_takes_several_steps()
    {
        for (var endpoint = 1; endpoint <= 1500; endpoint++)
            _rows.Work.Oldest[endpoint] = 0;
        Step().ShouldBeTrue();
        _rows.Work.Calls.Count.ShouldBe(1000);
        Step().ShouldBeFalse();
        _rows.Work.Calls.Distinct().Count().ShouldBe(1500);
    }

    [Fact]
    public void A_step_that_is_taken_back_is_taken_again()
    {
        _counts.Add(5, DeliveryState.Fail, Now);
        _duplicates.Add(Source, 1, Now);
        _rows.Work.Oldest[1] = _rows.Hours.Oldest[1] = 0;
        for (var key = 0; key < 1500; key++)
            _rows.Keys[(UInt128)key] = Now + 1;
        for (var row = 1; row <= 1500; row++)
            Expect(row, null);
        _rule.Step(Now);
        var first = _rows.Calls.ToList();
        _rows.Calls.Clear();
        _world.Batch.TakeBack();
        _rule.Step(Now);
        _rows.Calls.ShouldBe(first, ignoreOrder: true);
        _rows.Work.Calls.Count.ShouldBe(2);
        _rows.Hours.Calls.Count.ShouldBe(2);
        _world.Batch.Commit();
        (_counts.Count, _duplicates.Count).ShouldBe((0, 0));
    }

    private bool Step()
    {
        var more = _rule.Step(Now);
        _world.Batch.Commit();
        return more;
    }

    private void Expect(long row, long? ended, int source = Source, ExpectationStatus status = ExpectationStatus.Fulfilled) =>
        _rows.Expectations.Add(new SweptExpectation(row, source, status, ended is not null, ended ?? Now));
}
