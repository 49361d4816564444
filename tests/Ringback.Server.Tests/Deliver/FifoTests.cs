using Ringback.Core.Catalog;
using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

public sealed class FifoTests
{
    [Fact]
    public async Task Messages_arrive_one_at_a_time_in_the_order_of_their_commit()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = await test.PostManyAsync(1500);
        await test.UntilDoneAsync();
        Arrived(receiver).ShouldBe(InOrder(posted));
        receiver.Count.ShouldBe(1500);
    }

    [Fact]
    public async Task A_failing_head_holds_the_rest_and_they_follow_in_order()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/fifo", Replies.Flapping(4));
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = await test.PostManyAsync(400);
        await test.UntilDoneAsync();
        var ids = InOrder(posted);
        receiver.Requests.Take(5).Select(request => request.MessageId).ShouldAllBe(id => id == ids[0]);
        Arrived(receiver).ShouldBe(ids);
        receiver.Count.ShouldBe(404);
    }

    [Fact]
    public async Task A_head_given_up_is_skipped()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/fifo", Replies.Flapping(7));
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = await test.PostManyAsync(20);
        await test.UntilDoneAsync();
        Arrived(receiver).ShouldBe(InOrder(posted));
        test.Deliveries(endpoint, DeliveryState.Fail).ShouldBe(1);
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(19);
    }

    [Fact]
    public async Task A_restart_while_the_head_is_held_changes_nothing_of_the_order()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/fifo", Replies.Status(503));
        await using var test = await TestNode.StartAsync(options =>
            options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(400), 50)));
        await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = await test.PostManyAsync(300);
        await receiver.WaitForAsync(2);
        await test.RestartAsync();
        posted.AddRange(await test.PostManyAsync(300));
        await receiver.WaitForAsync(4);
        await test.RestartAsync();
        receiver.On("/fifo", Replies.Ok);
        await test.UntilDoneAsync();
        Arrived(receiver).ShouldBe(InOrder(posted));
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_stream_changes_nothing_of_the_order()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = new List<Core.Messages.Message>();
        for (var round = 0; round < 4; round++)
        {
            posted.AddRange(await test.PostManyAsync(400));
            await test.RestartAsync();
        }

        await test.UntilDoneAsync();
        Arrived(receiver).ShouldBe(InOrder(posted));
    }

    [Fact]
    public async Task What_is_held_goes_on_when_the_endpoint_no_longer_wants_an_order()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/fifo", Replies.Status(503), Replies.Ok);
        await using var test = await TestNode.StartAsync(options => options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom([TimeSpan.FromMinutes(5)]));
        var endpoint = await test.AddAsync(receiver.At("/fifo"), Fifo);
        await test.PostManyAsync(30);
        await test.UntilAsync("select count(*) from work where due is not null", 1);
        receiver.Count.ShouldBe(1);
        await test.ChangeAsync(endpoint, known => known with { Order = DeliveryOrder.Any });
        await test.UntilAsync("select count(*) from work", 1);
        receiver.Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_resend_of_the_held_head_lets_it_go_at_once()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/fifo", Replies.Status(503), Replies.Ok);
        await using var test = await TestNode.StartAsync(options => options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom([TimeSpan.FromMinutes(5)]));
        var endpoint = await test.AddAsync(receiver.At("/fifo"), Fifo);
        var posted = await test.PostManyAsync(30);
        await test.UntilAsync("select count(*) from work where due is not null", 1);
        await test.Node.Store.Editor.ResendAsync(null, posted.MinBy(message => message.Seq)!, endpoint);
        await test.UntilDoneAsync();
        Arrived(receiver).ShouldBe(InOrder(posted));
    }

    private static HttpEndpoint Fifo(HttpEndpoint endpoint) => endpoint with { Order = DeliveryOrder.Fifo };

    private static List<string> InOrder(IEnumerable<Core.Messages.Message> posted) =>
        [.. posted.OrderBy(message => message.Seq).Select(message => message.PublicId)];

    /// <summary>The first arrivals, in order.</summary>
    private static List<string> Arrived(FakeReceiver receiver) => [.. receiver.Requests.Select(request => request.MessageId).Distinct()];
}
