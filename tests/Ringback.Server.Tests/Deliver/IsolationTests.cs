using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

public sealed class IsolationTests
{
    [Fact]
    public async Task Endpoints_that_hang_starve_nobody()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync(options =>
        {
            (options.MaxInFlight, options.LaneInFlight) = (16, 8);
            options.DeliveryTimeout = 10 * Wait.Patience;
            options.ShutdownTimeout = TimeSpan.Zero;
        });
        var healthy = await test.AddAsync(receiver.At("/healthy"));
        await test.PostAsync();
        await receiver.WaitForAsync(1, "/healthy");
        for (var i = 0; i < 40; i++)
        {
            receiver.On("/hangs" + i, Replies.Hang);
            await test.AddAsync(receiver.At("/hangs" + i));
        }

        // Each goes to 41 endpoints, 40 of which never answer.
        for (var i = 0; i < 10; i++) await test.PostManyAsync(20);
        await receiver.WaitForAsync(201, "/healthy");
        await test.UntilAsync(() => test.Deliveries(healthy, DeliveryState.Success) == 201);
        test.Unfinished.ShouldBe(40 * 200);
        receiver.Requests.Count(request => request.Path != "/healthy").ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task Endpoints_that_are_known_to_fail_and_then_hang_leave_slots_to_new_ones()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync(options =>
        {
            (options.MaxInFlight, options.LaneInFlight) = (8, 8);
            options.RetrySchedule = Core.Background.RetrySchedule.None;
            options.DeliveryTimeout = 10 * Wait.Patience;
            options.ShutdownTimeout = TimeSpan.Zero;
        });
        for (var i = 0; i < 20; i++)
        {
            receiver.On("/fails" + i, Replies.Status(500), Replies.Hang);
            await test.AddAsync(receiver.At("/fails" + i));
        }

        await test.PostAsync();
        await test.UntilDoneAsync();
        await test.PostManyAsync(5);
        await receiver.WaitForAsync(24);
        await test.AddAsync(receiver.At("/new"));
        await test.PostManyAsync(30);
        await receiver.WaitForAsync(30, "/new");
    }

    [Fact]
    public async Task Retries_by_the_hundred_dont_hold_up_what_is_new()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var test = await TestNode.StartAsync(options =>
        {
            (options.MaxInFlight, options.LaneInFlight) = (8, 8);
            options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(1), 100));
            options.DeliveryTimeout = 10 * Wait.Patience;
            options.ShutdownTimeout = TimeSpan.Zero;
        });
        for (var i = 0; i < 20; i++)
        {
            // They fail once, and then hang: the share of retries is full.
            receiver.On("/fails" + i, Replies.Status(500), Replies.Hang);
            await test.AddAsync(receiver.At("/fails" + i));
        }

        await test.PostAsync();
        await receiver.WaitForAsync(22);
        await test.AddAsync(receiver.At("/new"));
        var posted = await test.PostManyAsync(30);
        (await receiver.WaitForAsync(30, "/new")).Count.ShouldBe(posted.Count);
    }

    [Fact]
    public async Task A_dead_endpoint_with_thousands_waiting_costs_its_neighbours_nothing_and_gets_them_all_once_it_lives()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/dead", Replies.Hang);
        await using var test = await TestNode.StartAsync(options =>
        {
            options.DeliveryTimeout = TimeSpan.FromSeconds(2);
            // However long the others take, none for the dead one may be given up.
            options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 1000));
        });
        var dead = await test.AddAsync(receiver.At("/dead"));
        var healthy = await test.AddAsync(receiver.At("/healthy"));
        for (var i = 0; i < 5; i++) await test.PostManyAsync(1000);
        await test.UntilAsync(() => test.Deliveries(healthy, DeliveryState.Success) == 5000);
        test.Node.Deliverer.Budget.Items.ShouldBeLessThanOrEqualTo(1000);
        receiver.On("/dead", Replies.Ok);
        await test.UntilAsync(() => test.Deliveries(dead, DeliveryState.Success) == 5000);
        await test.UntilDoneAsync();
        receiver.Requests.Where(request => request.Path == "/dead").Select(request => request.MessageId).Distinct().Count().ShouldBe(5000);
    }

    [Fact]
    public async Task A_breaker_spares_an_endpoint_that_only_fails_until_it_answers_again()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500));
        await using var test = await TestNode.StartAsync(options =>
        {
            (options.BreakerFailures, options.BreakerMinSpan) = (10, TimeSpan.FromMilliseconds(1));
            (options.BreakerOpen, options.BreakerMaxOpen) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(600));
            options.RetrySchedule = Core.Background.RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(1), 100));
        });
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostManyAsync(200);

        // The window has closed to one by then, so that hardly anything flies beside the tenth.
        var failed = await receiver.WaitForAsync(13);
        receiver.On("/hook", Replies.Ok);
        var tried = receiver.Requests;
        // From the tenth on one in 300 ms is let through, however late the test looks.
        tried.Count.ShouldBeLessThan(30 + (int)((tried[^1].Arrived - failed[9].Arrived) / TimeSpan.FromMilliseconds(300)));
        await test.UntilAsync(() => test.Deliveries(endpoint, DeliveryState.Success) == 200);
        receiver.Count.ShouldBeLessThan(tried.Count + 210);
    }

    [Fact]
    public async Task A_message_that_was_expunged_while_the_breaker_was_open_doesnt_stop_the_lane()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Status(500));
        await using var test = await TestNode.StartAsync(options =>
        {
            (options.BreakerFailures, options.BreakerMinSpan) = (2, TimeSpan.Zero);
            (options.BreakerOpen, options.BreakerMaxOpen) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
        });
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        var posted = await test.PostManyAsync(3);
        await receiver.WaitForAsync(4);
        await test.Node.Store.Editor.ExpungeAsync(posted);
        await test.UntilDoneAsync();
        receiver.On("/hook", Replies.Ok);
        await test.PostAsync();
        await test.UntilAsync(() => test.Deliveries(endpoint, DeliveryState.Success) == 1);
    }
}
