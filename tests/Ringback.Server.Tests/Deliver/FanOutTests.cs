using Ringback.Core.Catalog;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

public sealed class FanOutTests
{
    [Fact]
    public async Task A_fifo_endpoint_among_a_thousand_others_sees_the_order_of_commit_also_over_a_restart()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.AddManyAsync(1200, i => receiver.At("/many"), only: "large");
        await test.AddAsync(receiver.At("/fifo"), endpoint => endpoint with { Order = DeliveryOrder.Fifo });
        var posted = new List<Core.Messages.Message>();
        for (var round = 0; round < 3; round++)
        {
            // The large ones are expanded in steps; the small ones behind them must not overtake them.
            posted.Add(await test.PostAsync(type: "large"));
            posted.Add(await test.PostAsync(type: "small"));
            posted.Add(await test.PostAsync(type: "large"));
            posted.Add(await test.PostAsync(type: "small"));
            if (round == 1) await test.RestartAsync();
        }

        await test.UntilAsync("select count(*) from job where kind = 0 and status = 0", 0);
        await test.UntilDoneAsync();
        receiver.Requests.Where(request => request.Path == "/fifo").Select(request => request.MessageId).Distinct()
            .ShouldBe(posted.Select(message => message.PublicId));
        test.Query("select count(*) from delivery where state = 0").ShouldBe(6 * 1200 + 12);
    }

    [Fact]
    public async Task Thousands_of_endpoints_that_hang_are_bounded_in_memory_and_leave_room_to_others()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/many", Replies.Hang);
        await using var test = await TestNode.StartAsync(options => options.ShutdownTimeout = TimeSpan.Zero);
        await test.AddAsync(receiver.At("/healthy"), endpoint => endpoint with { EventTypes = ["small"] });
        await test.PostAsync(type: "small");
        await receiver.WaitForAsync(1, "/healthy");
        await test.AddManyAsync(2000, i => receiver.At("/many"), only: "large");
        for (var i = 0; i < 10; i++) await test.PostAsync(type: "large");
        for (var i = 0; i < 10; i++) await test.PostManyAsync(10, type: "small");
        await receiver.WaitForAsync(101, "/healthy");
        test.Node.Deliverer.Slots.InFlight.ShouldBeLessThanOrEqualTo(1024);
    }
}
