using Ringback.Core.Commit;
using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

public sealed class StoreFaultTests
{
    [Fact]
    public async Task A_full_disk_loses_nothing_and_repeats_nothing_and_once_there_is_space_it_goes_on()
    {
        using var disk = SmallDisk.TryMount(16) ?? Skip();
        await using var receiver = await FakeReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        receiver.On("/hook", Replies.When(gate.Task));
        await using (var test = await TestNode.StartAsync(options => options.LaneInFlight = 4, disk.Folder))
        {
            var endpoint = await test.AddAsync(receiver.At("/hook"));
            var posted = await test.PostManyAsync(100);
            await receiver.WaitForAsync(4);

            disk.Fill();
            await Should.ThrowAsync<StoreUnavailableException>(async () =>
            {
                while (true) await test.PostAsync(new string('x', 100_000));
            });
            test.Node.Health.Writable.ShouldBeFalse();
            gate.SetResult();
            // Those four come back to a store that can hardly record them: a small outcome may still find room in the log.
            await Should.ThrowAsync<StoreUnavailableException>(async () => await test.PostAsync(new string('x', 100_000)));

            disk.Free();
            // Nobody posts: the node itself finds out.
            await test.UntilAsync(() => test.Node.Health.Writable);
            await test.UntilAsync(() => test.Deliveries(endpoint, DeliveryState.Success) >= posted.Count);
            await test.PostAsync();
            await test.UntilDoneAsync();
            receiver.Requests.Select(request => request.MessageId).ShouldBeUnique();
            posted.Select(message => message.PublicId).ShouldBeSubsetOf(receiver.Requests.Select(request => request.MessageId));
            test.Logs.Errors.ShouldBeEmpty();
        }
    }

    private static SmallDisk Skip()
    {
        Assert.Skip("A small disk can only be mounted as root.");
        return null!;
    }
}
