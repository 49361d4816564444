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

    /// <summary>A direct delivery whose outcome can't be recorded because of a bug has no row, and its lane has let go of it.</summary>
    [Fact]
    public async Task What_a_bug_leaves_in_memory_alone_is_parked_as_soon_as_the_store_takes_it()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var clock = new ManualTime();
        await using var test = await TestNode.StartAsync(clock: clock);
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await ExecuteAsync("""
            create trigger no_outcome before insert on delivery begin select raise(abort, 'no outcome'); end;
            create trigger no_work before insert on work begin select raise(abort, 'no work'); end;
            """);

        await test.PostAsync();
        await test.UntilAsync(() => test.Logs.Errors.Count(line => line.Contains("no work", StringComparison.Ordinal)) == 1);
        await Wait.UntilAsync(() => Later(() => test.Logs.Errors.Count(line => line.Contains("no work", StringComparison.Ordinal)) > 1));
        receiver.Count.ShouldBe(1, "nobody knows of it but the memory of the store");
        await ExecuteAsync("drop trigger no_outcome; drop trigger no_work;");

        await Wait.UntilAsync(() => Later(() => test.Unfinished == 0));
        receiver.Count.ShouldBe(2);
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(1);

        Task ExecuteAsync(string sql) => test.Sqlite.WriteAsync(session =>
        {
            session.Database.Execute(sql);
            return true;
        }).AsTask();

        bool Later(Func<bool> condition)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        }
    }

    private static SmallDisk Skip()
    {
        Assert.Skip("A small disk can only be mounted as root.");
        return null!;
    }
}
