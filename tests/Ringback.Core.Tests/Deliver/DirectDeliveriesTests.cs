using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Deliver;

public sealed class DirectDeliveriesTests : IDeliveryIntake
{
    private readonly DirectDeliveries _direct;
    private bool _hasRoom = true;
    private int _reserved;

    public DirectDeliveriesTests() => _direct = new DirectDeliveries(() => this);

    [Fact]
    public void What_was_added_is_there_until_it_is_taken_out()
    {
        Add(1, 7, 8);
        Add(2, 7);
        _direct.Committed();
        (_direct.Contains(1, 8), _direct.Contains(2, 8)).ShouldBe((true, false));
        _direct.OfEndpoint(7).ShouldBe([1, 2]);
        _direct.ByEndpoint()[8].ShouldBe([1]);
        _direct.TakeOut(1, 8).ShouldBe(1);
        _direct.TakeOut(1, 8).ShouldBeNull();
        _direct.Remove(2, 7).ShouldBeTrue();
        _direct.Remove(2, 7).ShouldBeFalse();
        _direct.Committed();
        _direct.OfEndpoint(7).ShouldBe([1]);
    }

    [Fact]
    public void What_a_batch_gives_an_outcome_is_shown_to_readers_until_it_is_on_disk()
    {
        Add(1, 7);
        _direct.Committed();
        _direct.Remove(1, 7);
        (_direct.Contains(1, 7), _direct.IsShown(1, 7), _direct.OfEndpoint(7).Count, _direct.ByEndpoint().Count).ShouldBe((false, true, 1, 1));
        _direct.Committed();
        (_direct.IsShown(1, 7), _direct.OfEndpoint(7).Count, _direct.ByEndpoint().Count).ShouldBe((false, 0, 0));
    }

    [Fact]
    public void A_batch_that_is_taken_back_changes_nothing_and_gives_room_back()
    {
        Add(1, 7);
        _direct.Committed();
        _direct.Remove(1, 7);
        Add(2, 7, 8);
        _direct.UndoTo(0);
        _direct.OfEndpoint(7).ShouldBe([1], "and no more than once");
        _direct.TakeOut(1, 7).ShouldBe(0);
        _reserved.ShouldBe(1, "that of the message that was committed");
        _direct.Uncommitted.ShouldBe(1);
    }

    [Fact]
    public void A_part_of_a_batch_can_be_taken_back()
    {
        Add(1, 7);
        var mark = _direct.Uncommitted;
        Add(2, 7);
        _direct.UndoTo(mark);
        _direct.Committed();
        _direct.OfEndpoint(7).ShouldBe([1]);
        _reserved.ShouldBe(1);
    }

    [Fact]
    public void The_oldest_is_the_first_that_has_no_outcome_in_what_is_committed()
    {
        _direct.Oldest().ShouldBeNull();
        for (var seq = 1; seq <= 4; seq++)
            Add(seq, 7);
        _direct.Committed();
        _direct.Remove(2, 7);
        _direct.Committed();
        _direct.Oldest().ShouldBe(1);
        _direct.Remove(1, 7);
        _direct.Oldest().ShouldBe(1, "the batch may be taken back");
        _direct.Committed();
        _direct.Oldest().ShouldBe(3);
        _direct.Remove(3, 7);
        _direct.Remove(4, 7);
        _direct.Committed();
        _direct.Oldest().ShouldBeNull();
    }

    [Fact]
    public void Those_that_wait_for_long_are_found_oldest_first()
    {
        for (var seq = 1; seq <= 4; seq++)
            _direct.Add(seq, 7, 0, acceptedAt: seq * 10);
        _direct.Remove(2, 7);
        _direct.AcceptedBefore(40).ShouldBe([(1, 7), (3, 7)]);
    }

    [Fact]
    public void One_that_is_not_old_by_the_clock_is_found_when_very_many_came_behind_it()
    {
        _direct.Add(1, 7, 0, acceptedAt: long.MaxValue);
        for (var seq = 2; seq <= DirectDeliveries.Most; seq++)
        {
            _direct.Add(seq, 7, 0, acceptedAt: 10);
            _direct.Remove(seq, 7);
        }

        _direct.AcceptedBefore(5).ShouldBeEmpty();
        _direct.Add(DirectDeliveries.Most + 1, 7, 0, acceptedAt: 10);
        _direct.AcceptedBefore(5).ShouldBe([(1, 7)]);
    }

    [Fact]
    public void There_are_never_more_than_a_start_can_look_for()
    {
        for (var seq = 1; seq <= DirectDeliveries.Most; seq++)
            _direct.Add(seq, 7, 0, 0);
        _direct.TryReserve(7).ShouldBeFalse();
        _direct.Remove(1, 7);
        _direct.TryReserve(7).ShouldBeTrue();
        _hasRoom = false;
        _direct.TryReserve(7).ShouldBeFalse();
    }

    private void Add(long seq, params int[] endpoints)
    {
        for (var index = 0; index < endpoints.Length; index++)
        {
            _direct.TryReserve(endpoints[index]).ShouldBeTrue();
            _direct.Add(seq, endpoints[index], index, acceptedAt: 0);
        }
    }

    bool IDeliveryIntake.TryReserve(int endpoint)
    {
        if (_hasRoom)
            _reserved++;
        return _hasRoom;
    }

    void IDeliveryIntake.Release(int endpoint) => _reserved--;

    void IDeliveryIntake.Offer(Message message, ReadOnlySpan<int> endpoints, int direct)
    {
    }

    void IDeliveryIntake.OfferDue(IReadOnlyList<WorkItem> items)
    {
    }

    void IDeliveryIntake.Parked(int endpoint)
    {
    }

    void IDeliveryIntake.DueAt(long due)
    {
    }

    void IDeliveryIntake.EndpointChanged(int endpoint)
    {
    }
}
