using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Accept;

public sealed class MessageAcceptanceTests
{
    private readonly AcceptWorld _world = new();

    [Theory]
    // Made up by an SDK, milliseconds since the first request, whether the body is the same, what becomes of the second.
    [InlineData(true, 0, true, (int)AcceptStatus.Replayed)]
    [InlineData(true, 0, false, (int)AcceptStatus.KeyReused)]
    [InlineData(true, IdempotencyKey.MadeUpLifetime - 1, true, (int)AcceptStatus.Replayed)]
    [InlineData(true, IdempotencyKey.MadeUpLifetime, true, (int)AcceptStatus.Accepted)]
    [InlineData(false, IdempotencyKey.MadeUpLifetime, true, (int)AcceptStatus.Replayed)]
    [InlineData(false, IdempotencyKey.ChosenLifetime - 1, false, (int)AcceptStatus.KeyReused)]
    [InlineData(false, IdempotencyKey.ChosenLifetime, true, (int)AcceptStatus.Accepted)]
    [InlineData(false, IdempotencyKey.ChosenLifetime, false, (int)AcceptStatus.Accepted)]
    public void A_key_that_is_on_record_says_what_became_of_the_first(bool madeUp, long later, bool sameBody, int status)
    {
        var first = _world.Accept(new IdempotencyKey(1, 1, madeUp));
        _world.Batch.Now += later;
        var second = _world.Accept(new IdempotencyKey(1, sameBody ? 1 : 2, madeUp));
        ((int)second.Status).ShouldBe(status);
        (second.Message?.Seq).ShouldBe((AcceptStatus)status switch { AcceptStatus.Replayed => first.Message!.Seq, AcceptStatus.Accepted => 2, _ => null });
        _world.Rows.Messages.Count.ShouldBe(status == (int)AcceptStatus.Accepted ? 2 : 1);
    }

    [Fact]
    public void A_key_whose_message_is_gone_is_free()
    {
        _world.Accept(new IdempotencyKey(1, 1, false));
        _world.Rows.Messages.Clear();
        _world.Accept(new IdempotencyKey(1, 1, false)).Status.ShouldBe(AcceptStatus.Accepted);
    }

    [Fact]
    public void An_event_id_is_taken_once_in_an_application()
    {
        _world.Accept(new NewMessage(_world.NewMessage("e"))).Status.ShouldBe(AcceptStatus.Accepted);
        _world.Accept(new NewMessage(_world.NewMessage("e"))).ShouldBe(new Accepted(AcceptStatus.DuplicateEventId, null));
        _world.Accept(new NewMessage(_world.NewMessage("f"))).Status.ShouldBe(AcceptStatus.Accepted);
        _world.Rows.Messages.Count.ShouldBe(2);
        _world.Sent.Count.ShouldBe(2, "what isn't kept is shown to nobody");
    }

    [Fact]
    public void Nothing_is_kept_for_an_application_that_is_gone()
    {
        _world.Accept(new NewMessage(_world.NewMessage("e", application: 8), new IdempotencyKey(1, 1, true))).ShouldBe(new Accepted(AcceptStatus.ApplicationGone, null));
        (_world.Rows.Messages.Count, _world.Rows.Keys.Count, _world.Rows.EventIds.Count).ShouldBe((0, 0, 0));
    }

    [Theory]
    // When it is to be delivered (from now, in milliseconds), whether it is offered at once.
    [InlineData(null, true)]
    [InlineData(-1L, true)]
    [InlineData(0L, true)]
    [InlineData(1L, false)]
    public void What_is_due_later_is_offered_to_nobody(long? deliverIn, bool atOnce)
    {
        _world.AddEndpoint(1);
        _world.Messages.Accept(new NewMessage(_world.NewMessage(deliverAt: _world.Batch.Now + deliverIn)), out var offered);
        offered.Endpoints.ShouldBe(atOnce ? [1] : []);
        _world.Rows.Work.ShouldBe([(1, 1, atOnce ? null : _world.Batch.Now + deliverIn)]);
    }

    [Fact]
    public void What_is_for_a_disabled_endpoint_is_canceled_and_what_is_for_a_deleted_one_is_nothing()
    {
        _world.AddEndpoint(1);
        _world.AddEndpoint(2, endpoint => endpoint with { Disabled = true });
        _world.Messages.AddWork(_world.NewMessage(), [1, 2, 3]).Endpoints.ShouldBe([1]);
        _world.Rows.Canceled.ShouldBe([(0, 2)]);
        _world.Rows.Work.ShouldBe([(0, 1, null)]);
    }

    [Fact]
    public void An_example_goes_to_its_endpoint_alone()
    {
        _world.AddEndpoint(1);
        _world.AddEndpoint(2, endpoint => endpoint with { EventTypes = ["other"] });
        _world.Messages.Accept(new NewMessage(_world.NewMessage(), OnlyEndpoint: 2), out var offered);
        offered.Endpoints.ShouldBe([2]);
    }

    [Theory]
    // Endpoints that match, whether one is FIFO, whether an older message is being expanded, whether this one is expanded by a job too.
    [InlineData(0, true, true, false)]
    [InlineData(1, false, false, false)]
    [InlineData(1, true, false, false)]
    [InlineData(1, false, true, false)]
    [InlineData(1, true, true, true)]
    [InlineData(MessageAcceptance.FanOutChunk, false, false, false)]
    [InlineData(MessageAcceptance.FanOutChunk + 1, false, false, true)]
    public void A_message_is_expanded_by_a_job_when_it_has_many_destinations_or_would_overtake_one_that_is(int endpoints, bool fifo, bool underWay, bool byJob)
    {
        var world = new AcceptWorld(underWay ? new Dictionary<int, int> { [AcceptWorld.Application] = 1 } : null);
        if (fifo)
            world.AddEndpoint(9000, endpoint => endpoint with { Order = DeliveryOrder.Fifo, EventTypes = ["other"] });
        for (var id = 1; id <= endpoints; id++)
            world.AddEndpoint(id);
        world.Messages.Accept(new NewMessage(world.NewMessage()), out var offered);
        world.Rows.FanOuts.ShouldBe(byJob ? [1] : []);
        offered.Endpoints.Length.ShouldBe(byJob ? 0 : endpoints);
        world.Rows.Work.Count.ShouldBe(byJob ? 0 : endpoints);
        world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBe(underWay || byJob);
    }

    [Fact]
    public void A_fan_out_that_is_taken_back_holds_nothing()
    {
        for (var id = 1; id <= MessageAcceptance.FanOutChunk + 1; id++)
            _world.AddEndpoint(id);
        _world.Accept(new NewMessage(_world.NewMessage()));
        _world.Batch.TakeBack();
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeFalse();
        _world.FanOuts.Began(AcceptWorld.Application);
        _world.Batch.Commit();
        _world.FanOuts.Ended(AcceptWorld.Application);
        _world.Batch.TakeBack();
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeTrue();
    }

    [Fact]
    public void What_a_batch_gives_rise_to_is_offered_after_its_commit()
    {
        _world.AddEndpoint(1);
        _world.Messages.Emit(new NewMessage(_world.NewMessage()));
        _world.Rows.Offered.ShouldBeEmpty();
        _world.Batch.Commit();
        _world.Rows.Offered.Single().Offered.Endpoints.ShouldBe([1]);
    }

    [Theory]
    // Which endpoints' lanes have room, which is FIFO, when it is to be delivered, which deliveries are direct, which have a row.
    [InlineData(new int[0], 0, null, new int[0], new[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3 }, 0, null, new[] { 1, 2, 3 }, new int[0])]
    [InlineData(new[] { 2 }, 0, null, new[] { 2 }, new[] { 1, 3 })]
    [InlineData(new[] { 1, 3 }, 0, null, new[] { 1, 3 }, new[] { 2 })]
    [InlineData(new[] { 1, 2, 3 }, 2, null, new[] { 1, 3 }, new[] { 2 })]
    [InlineData(new[] { 1, 2, 3 }, 0, 1000L, new int[0], new[] { 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3 }, 0, 0L, new[] { 1, 2, 3 }, new int[0])]
    public void A_delivery_is_direct_where_its_lane_has_room_and_order_does_not_matter(int[] roomy, int fifo, long? deliverIn, int[] direct, int[] withRow)
    {
        for (var id = 1; id <= 3; id++)
            _world.AddEndpoint(id, endpoint => id == fifo ? endpoint with { Order = DeliveryOrder.Fifo } : endpoint);
        _world.AddEndpoint(4, endpoint => endpoint with { Disabled = true });
        _world.Rows.Roomy.UnionWith([.. roomy, 4]);
        _world.Messages.Accept(new NewMessage(_world.NewMessage(deliverAt: _world.Batch.Now + deliverIn)), out var offered);
        _world.Rows.Direct.ShouldBe(direct.Select(id => (1L, id)));
        _world.Rows.Work.Select(work => work.Endpoint).ShouldBe(withRow);
        _world.Rows.Canceled.ShouldBe([(1, 4)]);
        offered.Endpoints.ShouldBe(deliverIn > 0 ? [] : [.. direct, .. withRow]);
        offered.Direct.ShouldBe(direct.Length);
    }

    [Fact]
    public void What_a_job_adds_has_rows()
    {
        _world.AddEndpoint(1);
        _world.Rows.Roomy.Add(1);
        _world.Messages.AddWork(_world.NewMessage(), [1]).Direct.ShouldBe(0);
        _world.Rows.Work.Count.ShouldBe(1);
    }
}
