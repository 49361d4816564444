using Ringback.Core.Catalog;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

/// <summary>Only that it isn't too fast is a promise: nothing here fails on a slow machine.</summary>
public sealed class ThrottleTests
{
    [Fact]
    public async Task No_more_is_sent_than_the_endpoints_throttle_allows()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/hook"), endpoint => endpoint with { ThrottleRate = 40 });
        var since = TimeProvider.System.GetUtcNow();
        await test.PostManyAsync(80);
        await test.UntilDoneAsync();
        Took(receiver, since).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.7));
    }

    [Fact]
    public async Task All_endpoints_of_an_application_share_its_throttle_and_its_changes_hold_at_once()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.ChangeAsync(application => application with { ThrottleRate = 40 });
        var first = 0;
        for (var i = 0; i < 8; i++)
        {
            var id = await test.AddAsync(receiver.At("/" + i));
            if (i == 0) first = id;
        }

        var since = TimeProvider.System.GetUtcNow();
        var posting = test.PostManyAsync(10);
        // A change of an endpoint must not begin the count anew.
        for (var i = 0; i < 50; i++) await test.ChangeAsync(first, endpoint => endpoint with { Description = i.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await posting;
        await test.UntilDoneAsync();
        Took(receiver, since).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.7));

        await test.ChangeAsync(application => application with { ThrottleRate = null });
        await test.PostManyAsync(100);
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(880);
    }

    [Fact]
    public async Task A_throttle_that_is_lifted_holds_nothing_up_any_more()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"), endpoint => endpoint with { ThrottleRate = 1 });
        await test.PostManyAsync(500);
        await receiver.WaitForAsync(1);
        await test.ChangeAsync(endpoint, known => known with { ThrottleRate = null });
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(500);
    }

    [Fact]
    public async Task Fifo_and_throttle_together_keep_order_and_rate()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync();
        await test.AddAsync(receiver.At("/hook"), endpoint => endpoint with { ThrottleRate = 40, Order = DeliveryOrder.Fifo });
        var since = TimeProvider.System.GetUtcNow();
        var posted = await test.PostManyAsync(60);
        await test.UntilDoneAsync();
        receiver.Requests.Select(request => request.MessageId)
            .ShouldBe(posted.OrderBy(message => message.Seq).Select(message => message.PublicId));
        Took(receiver, since).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.2));
    }

    /// <summary>From before the first was posted: the first may take longer to arrive than the last.</summary>
    private static TimeSpan Took(FakeReceiver receiver, DateTimeOffset since) => receiver.Requests[^1].Arrived - since;
}
