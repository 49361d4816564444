using System.Collections.Concurrent;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>What is done to a store by several threads at once has an order that the model explains, and nothing is lost or doubled.</summary>
public abstract class ConcurrencyContract
{
    private const int Writers = 8;
    private const int WritesEach = 20;

    /// <value>Few enough that the store's log is not yet copied into its database.</value>
    private const int WritesBeforeACut = 12;

    private readonly IStoreFactory _stores;

    internal ConcurrencyContract(IStoreFactory stores) => _stores = stores;

    [Fact]
    public void What_several_threads_do_at_once_has_an_order_that_the_model_explains() =>
        Sampling.Check(StepGen.Concurrent, history => Linearization.CheckAsync(_stores, history), 40);

    [Fact]
    public async Task Of_many_writers_with_the_same_keys_nothing_is_lost_or_doubled()
    {
        using var world = new World(_stores);
        await BeginAsync(world);
        var (application, source) = (world.Applications[0], world.Applications[1]);
        var accepted = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(world, writer, application, source))));

        // Each key has one message, whoever came first, and each message that was answered is there once.
        var byKey = accepted.SelectMany(static answers => answers).GroupBy(static answer => answer.Key, static answer => answer.Seq).ToList();
        foreach (var seqs in byKey)
            seqs.Distinct().Count().ShouldBe(1, seqs.Key);
        foreach (var owner in (Application[])[application, source])
        {
            var listed = await StoreContract.AllAsync(page => world.Store.Messages.ListAsync(owner.Id, MessageFilter.None, page, false), new PageRequest(250, Descending: false));
            listed.Select(static message => message.Seq).ShouldBeInOrder();
            listed.Select(static message => message.Id).ShouldBeUnique();
            listed.Select(static message => message.Seq).Intersect(byKey.Select(static seqs => seqs.First())).Count().ShouldBe(listed.Count);
            foreach (var message in listed)
                await EachDestinationOnceAsync(world, owner, message);
        }
    }

    [Fact]
    public async Task What_was_answered_before_a_power_cut_is_there_whatever_was_under_way()
    {
        using var world = new World(_stores);
        await BeginAsync(world);
        var (application, endpoint) = (world.Applications[0], world.Endpoints[0].Id);
        var answered = new ConcurrentQueue<(Message Message, bool Ended)>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < WritesBeforeACut; n++)
            {
                var at = 1000 + writer * WritesBeforeACut + n;
                var message = world.NewMessage(at, application.Id, new Content("a", World.Payload(n)));
                await world.Store.Accept.AcceptAsync(new NewMessage(message, IdempotencyKey.Create("credential", "/", $"auto_{at}", World.Payload(n))));
                answered.Enqueue((message, false));
                await Outcome.RecordAsync(world, at, message, endpoint, 1, false, Ending.Success);
                answered.Enqueue((message, true));
                // The others write on.
                if (writer == 0 && n % 3 == 0)
                    await LookAsync([.. answered]);
            }
        })));

        Task LookAsync((Message Message, bool Ended)[] before) => world.LookAtCopyAsync(async store =>
        {
            foreach (var (message, ended) in before)
            {
                (await store.Messages.FindAsync(application.Id, message.PublicId, withPayload: true)).ShouldNotBeNull().Payload.ShouldNotBeNull();
                var rows = (await store.Messages.DestinationsAsync(message, new PageRequest(50))).Items;
                var state = rows.Single(row => row.Endpoint == endpoint).State;
                if (ended)
                    state.ShouldBe(DeliveryState.Success);
            }
        });
    }

    private static async Task BeginAsync(World world)
    {
        foreach (var (at, step) in StepGen.Beginning.Index())
        {
            await step.RunAsync(world, at);
            world.Settle();
        }
    }

    /// <summary>Work and deliveries together cover each endpoint that takes the message once.</summary>
    private static async Task EachDestinationOnceAsync(World world, Application owner, Message message)
    {
        var endpoints = world.Endpoints.Where(endpoint =>
            endpoint.ApplicationId == owner.Id && endpoint is HttpEndpoint && (endpoint.EventTypes?.Contains(message.EventType) ?? true));
        foreach (var endpoint in endpoints)
        {
            var work = (await world.Store.Work.FetchAsync(endpoint.Id, fifo: true, message.Seq - 1, 1, 1)).Count(item => item.Message.Seq == message.Seq);
            var ended = (await world.Store.Messages.DestinationsAsync(message, new PageRequest(50))).Items
                .Count(row => row.Endpoint == endpoint.Id && row.State != DeliveryState.Pending);
            (work + ended).ShouldBe(1, $"{world.Name(endpoint.Ksuid)} has {work} and ended {ended}");
        }
    }

    private static async Task<List<(string Key, long Seq)>> WriteAsync(World world, int writer, Application application, Application source)
    {
        var answers = new List<(string, long)>();
        for (var n = 0; n < WritesEach; n++)
        {
            var at = 1000 + writer * WritesEach + n;
            var message = world.NewMessage(at, application.Id, new Content("a", World.Payload(n)));
            var key = (n % 2 == 0 ? "auto_" : "k") + n;
            var accepted = await world.Store.Accept.AcceptAsync(new NewMessage(message, IdempotencyKey.Create("credential", "/", key, World.Payload(n))));
            answers.Add((key, accepted.Message.ShouldNotBeNull().Seq));
            if (accepted.Status == AcceptStatus.Accepted && n % 3 == 0)
                await Outcome.RecordAsync(world, at, message, world.Endpoints[0].Id, 1, false, Ending.Success);

            var arrival = new Arrival(1 + n, "b", n, ByBody: true);
            var received = await world.Store.Accept.ReceiveAsync(
                new ReceivedRequest(source.Id, new ReceivedDetails(), [Receive.Event(world, at, 1, source.Id, arrival)]));
            answers.Add(($"event {n}", received.Events.ShouldNotBeNull().Single().Seq));
        }

        return answers;
    }
}
