using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_waits_for_what_flies_sends_nothing_more_and_the_next_start_takes_up_the_rest()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.On("/hook", Replies.When(gate.Task));
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostManyAsync(500);
        await receiver.WaitForAsync(4);
        var stopping = test.Node.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await stopping;
        var flown = receiver.Count;
        flown.ShouldBeInRange(4, 5);
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(flown);

        await test.RestartAsync();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(500);
    }

    [Fact]
    public async Task What_doesnt_land_in_time_is_cut_off_and_sent_again_after_the_next_start()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Hang);
        await using var test = await TestNode.StartAsync(options =>
        {
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(100);
            options.DeliveryTimeout = TimeSpan.FromMinutes(2);
        });
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostManyAsync(3);
        await receiver.WaitForAsync(3);
        receiver.On("/hook", Replies.Ok);
        await test.RestartAsync();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(6);
        test.Attempts(endpoint).ShouldBe(3);
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(3);
        test.Logs.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Restarts_under_load_lose_nothing_and_repeat_nothing()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/flaps", [.. Enumerable.Range(0, 2000).Select(i => Replies.Status(i % 3 == 0 ? 500 : 200)), Replies.Ok]);
        await using var test = await TestNode.StartAsync(options => options.RetrySchedule =
            Core.Background.RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromMilliseconds(30), 50)));
        var steady = await test.AddAsync(receiver.At("/steady"));
        var flaps = await test.AddAsync(receiver.At("/flaps"));
        for (var round = 0; round < 5; round++)
        {
            await test.PostManyAsync(200);
            await test.RestartAsync();
        }

        await test.UntilDoneAsync();
        test.Deliveries(steady, DeliveryState.Success).ShouldBe(1000);
        test.Deliveries(flaps, DeliveryState.Success).ShouldBe(1000);
        receiver.Requests.Count(request => request.Path == "/steady").ShouldBe(1000);
        receiver.Requests.Count(request => request.Path == "/flaps").ShouldBe((int)test.Attempts(flaps));
        test.Logs.Errors.ShouldBeEmpty();
    }
}
