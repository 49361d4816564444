using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Record;
using Ringback.Testing;
using Ringback.Verification.Signing;

namespace Ringback.Server.Tests.Deliver;

public sealed class DeliveryTests
{
    [Fact]
    public async Task A_message_arrives_once_as_it_was_posted_signed_and_is_on_record()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        var message = await test.PostAsync("{\"test\": 2432232314}");
        var request = (await receiver.WaitForAsync(1)).Single();
        request.Text.ShouldBe("{\"test\": 2432232314}");
        request.MessageId.ShouldBe(message.PublicId);
        request.Verify(test.Secret(endpoint)).ShouldBe(SignatureCheck.Valid);
        await test.UntilDoneAsync();
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(1);
        test.Attempts(endpoint).ShouldBe(1);
        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_tried_again_with_the_same_id_and_a_signature_of_its_own()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Flapping(3));
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        var requests = await receiver.WaitForAsync(4);
        requests.Select(request => request.MessageId).Distinct().Count().ShouldBe(1);
        requests.ShouldAllBe(request => request.Verify(test.Secret(endpoint)) == SignatureCheck.Valid);
        await test.UntilDoneAsync();
        test.Attempts(endpoint).ShouldBe(4);
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_whose_retries_are_used_up_is_given_up_and_stays_on_record()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500, "no"));
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(7);
        test.Deliveries(endpoint, DeliveryState.Fail).ShouldBe(1);
        test.Query("select count(*) from failing").ShouldBe(1);
    }

    [Fact]
    public async Task What_the_receiver_asks_for_is_waited_for()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.RetryAfter(503, "1"), Replies.Ok);
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        var requests = await receiver.WaitForAsync(2);
        (requests[1].Arrived - requests[0].Arrived).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(990));
        await test.UntilDoneAsync();
    }

    [Fact]
    public async Task During_the_grace_of_a_rotation_both_secrets_sign_and_then_only_the_new_one()
    {
        var clock = new ShiftedTime();
        await using var receiver = await FakeReceiver.StartAsync(clock: clock);
        await using var test = await TestNode.StartAsync(clock: clock);
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        var before = test.Secret(endpoint);
        await test.PostAsync();
        (await receiver.WaitForAsync(1))[0].Verify(before).ShouldBe(SignatureCheck.Valid);

        var next = EndpointSecret.Generate();
        await RotateAsync(3_600_000);
        await test.PostAsync();
        var during = (await receiver.WaitForAsync(2))[1];
        during.Verify(before).ShouldBe(SignatureCheck.Valid);
        during.Verify(next.Text).ShouldBe(SignatureCheck.Valid);

        // Nothing but time passes: the lane must notice by itself.
        clock.PutForward(TimeSpan.FromHours(1));
        await test.PostAsync();
        var after = (await receiver.WaitForAsync(3))[2];
        after.Verify(next.Text, clock).ShouldBe(SignatureCheck.Valid);
        after.Verify(before, clock).ShouldBe(SignatureCheck.NoMatch);

        Task RotateAsync(long grace) => test.ChangeAsync(endpoint, known =>
            known with { Sealed = EndpointCredentials.Open(test.Node.Box, known).Rotate(next, test.Now, grace).Seal(test.Node.Box, known.Ksuid) });
    }

    [Fact]
    public async Task Our_own_listener_is_refused_even_inside_an_allowed_range()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        test.Node.Guard.OwnListeners = [receiver.EndPoint];
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        test.Deliveries(endpoint, DeliveryState.Fail).ShouldBe(1);
        test.Query("select count(*) from attempt where response = cast('the destination is not allowed: address of this service itself' as blob)").ShouldBe(7);
    }

    [Fact]
    public async Task A_message_of_a_type_with_its_own_schedule_follows_it()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500));
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/hook"));
        await test.Node.CatalogStore.ChangeAsync(null, draft =>
        {
            draft.Put(new EventType
            {
                OrganisationId = test.Application.Organisation.Id,
                Name = "rare",
                Description = "",
                RetrySchedule = "1ms",
                CreatedAt = test.Now,
                UpdatedAt = test.Now,
            });
            return null;
        });
        await test.PostAsync(type: "rare");
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Thousands_of_messages_arrive_once_each()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        for (var i = 0; i < 5; i++) await test.AddAsync(receiver.At("/" + i));
        var posted = await test.PostManyAsync(1000);
        await test.UntilDoneAsync();
        foreach (var arrived in receiver.Requests.GroupBy(request => request.Path))
            arrived.Select(request => request.MessageId).ShouldBe(posted.Select(message => message.PublicId), ignoreOrder: true);
        receiver.Count.ShouldBe(5000);
        test.Logs.Errors.ShouldBeEmpty();
    }
}
