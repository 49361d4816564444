using Microsoft.Extensions.Logging;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Intake.RabbitMQ;
using Ringback.Testing;
using ReceivedRequest = Ringback.Core.Messages.ReceivedRequest;

namespace Ringback.Intake.Tests;

/// <summary>A broker without requests, and an intake on it.</summary>
public abstract class RabbitIntakeTest(RabbitFixture fixture) : IAsyncLifetime
{
    private protected RabbitServer Server => fixture.Server;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await Server.ControlAsync("eval", "[rabbit_amqqueue:delete(Q, false, false, <<\"test\">>) || Q <- rabbit_amqqueue:list()].");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected RabbitIntake Start(TestStore store, Func<RabbitOptions, RabbitOptions>? shape = null)
    {
        var options = new RabbitOptions { Addresses = [Server.Address] };
        var output = TestContext.Current.TestOutputHelper;
        var log = new TestLog(output is null ? null : output.WriteLine);
        var intake = new RabbitIntake(
            shape?.Invoke(options) ?? options, store.Catalog, store, store.Health, Random.Shared.NextDouble, TimeProvider.System,
            LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log)).CreateLogger<RabbitIntake>());
        intake.Start();
        return intake;
    }

    private protected static Task UntilReadyAsync(RabbitIntake intake) => Wait.UntilAsync(() => intake.Fault is null, () => intake.Fault);

    /// <summary>Publishes from as many tasks as there are sources, so that each source has an order, until it is confirmed or refused.</summary>
    /// <returns>The numbers that were confirmed, by source, in the order in which they were published.</returns>
    private protected static async Task<Dictionary<int, List<long>>> PublishAsync(
        RabbitIntake intake, TestStore store, IReadOnlyList<Application> sources, int count, Action<long>? confirmed = null)
    {
        var all = await Task.WhenAll(sources.Select(async source =>
        {
            var numbers = new List<long>();
            // Several at a time, given in their order by one task.
            var waiting = new Queue<(long Number, Task<bool> IsKept)>();
            for (var i = 0; i < count / sources.Count; i++)
            {
                var request = store.Next(source);
                waiting.Enqueue((TestStore.NumberOf(request), IsConfirmedAsync(intake, request)));
                if (waiting.Count == 64) await TakeAsync();
            }

            while (waiting.Count > 0) await TakeAsync();
            return (source.Id, numbers);

            async Task TakeAsync()
            {
                var (number, isKept) = waiting.Dequeue();
                if (!await isKept) return;
                numbers.Add(number);
                confirmed?.Invoke(number);
            }
        }));
        return all.ToDictionary(static each => each.Id, static each => each.numbers);
    }

    private protected static async Task<bool> IsConfirmedAsync(RabbitIntake intake, ReceivedRequest request)
    {
        try
        {
            await intake.ReceiveAsync(request);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private protected async Task<int> CountAsync(string queue)
    {
        var text = await Server.ControlAsync("list_queues", "--no-table-headers", "name", "messages");
        return text.Split('\n').Select(static line => line.Split('\t')).Where(parts => parts[0] == queue).Select(static parts => int.Parse(parts[1])).SingleOrDefault();
    }
}
