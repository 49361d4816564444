using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Deliver;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Core.Operational;
using Ringback.Core.Record;
using Ringback.Testing;
using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Deliver;

public sealed class DelivererTests
{
    [Fact]
    public async Task A_node_sends_nothing_while_it_owns_nothing_and_all_that_waited_when_it_owns_it_again()
    {
        var clock = new FastTime(1000);
        var world = new World(1, clock, slots: 24) { IsOwner = false };
        world.Put(1);
        await using var deliverer = world.Start();
        for (var i = 0; i < 20; i++) await world.Store.AcceptAsync([1]);
        var later = clock.GetUtcNow().AddSeconds(20);
        await Wait.UntilAsync(() => clock.GetUtcNow() > later);
        world.Sender.Arrivals.ShouldBeEmpty();
        world.IsOwner = true;
        await world.DoneAsync();
    }

    /// <summary>Everything at once, on many threads, a thousand times faster than real: lanes come and go, endpoints change, the store fails.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Under_whatever_happens_each_message_succeeds_once_at_each_endpoint_in_order_where_order_is_asked_for(int seed)
    {
        var world = new World(seed, new FastTime(1000), slots: 24);
        for (var id = 1; id <= 24; id++)
        {
            world.Put(id, endpoint => endpoint with
            {
                Order = id % 3 == 0 ? DeliveryOrder.Fifo : DeliveryOrder.Any,
                ThrottleRate = id % 5 == 0 ? 2 : null,
                WhenExhausted = WhenExhausted.Hold,
            });
        }

        await using var deliverer = world.Start();
        var random = new Random(seed);
        var posted = new List<(Message Message, int[] Endpoints)>();
        for (var round = 0; round < 60; round++)
        {
            var posting = Enumerable.Range(0, random.Next(1, 20)).Select(async _ =>
            {
                int[] to;
                lock (random) to = [.. Enumerable.Range(1, 24).Where(_ => random.Next(3) == 0)];
                while (true)
                {
                    try
                    {
                        return (await world.Store.AcceptAsync(to), to);
                    }
                    catch (StoreUnavailableException)
                    {
                        await Wait.UntilAsync(() => !world.Store.Unavailable);
                    }
                }
            });
            posted.AddRange(await Task.WhenAll(posting));
            world.Put(random.Next(1, 25), endpoint => endpoint with { Description = round.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            if (round % 10 == 5) await FailAWhileAsync(world);
            if (round % 15 == 0) await EveryLaneIsDroppedAsync(world, deliverer);
        }

        await world.DoneAsync();
        await deliverer.StopAsync(TimeSpan.FromHours(1));
        world.Sender.Wrong.ShouldBeEmpty();
        var expected = posted.SelectMany(post => post.Endpoints.Select(endpoint => (endpoint, post.Message.Seq))).ToList();
        world.Store.Ended.Keys.ShouldBe(expected, ignoreOrder: true);
        world.Store.Ended.Values.ShouldAllBe(state => state == DeliveryState.Success);
        world.Sender.Successes.Values.ShouldAllBe(count => count == 1);
        foreach (var arrivals in world.Sender.Arrivals.Where(arrivals => arrivals.Key % 3 == 0))
            arrivals.Value.Distinct().ShouldBeInOrder();
        deliverer.Slots.InFlight.ShouldBe(0);
        deliverer.Budget.Items.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_store_cant_commit_and_the_node_finds_out_by_itself_that_it_can()
    {
        var world = new World(1, new FastTime(100), slots: 8);
        world.Put(1);
        await using var deliverer = world.Start();
        world.Sender.Fails = false;
        world.Store.Unavailable = true;
        await Should.ThrowAsync<StoreUnavailableException>(async () => await world.Store.ProbeAsync());
        // As if it had been committed just before.
        var message = new Message { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Seq = 1, Payload = BitConverter.GetBytes(1L) };
        deliverer.Offer(message, [1], direct: 0);
        // It looks several times whether the store can commit, and doesn't send meanwhile.
        await world.Store.RefusesAsync(3);
        world.Sender.Arrivals.ShouldBeEmpty();

        world.Store.Unavailable = false;
        await Wait.ForAsync(() => world.Store.Ended.Count, ended => ended == 1);
        world.Sender.Arrivals[1].ShouldBe([1]);
    }

    [Fact]
    public async Task Lanes_that_have_nothing_to_do_are_dropped_and_come_back()
    {
        var world = new World(1, new FastTime(2000), slots: 8);
        for (var id = 1; id <= 50; id++) world.Put(id);
        await using var deliverer = world.Start();
        for (var round = 0; round < 3; round++)
        {
            await world.Store.AcceptAsync([.. Enumerable.Range(1, 50)]);
            await EveryLaneIsDroppedAsync(world, deliverer);
        }

        world.Sender.Successes.Count.ShouldBe(150);
    }

    /// <summary>The clock stands still for sweeps: what ends, ends with the end of its last attempt.</summary>
    [Fact]
    public async Task Where_lanes_are_many_those_of_a_fan_out_end_with_their_delivery()
    {
        var world = new World(1, new FastTime(1), slots: 64);
        for (var id = 1; id <= 6000; id++) world.Put(id);
        world.Sender.Fails = false;
        await using var deliverer = world.Start();
        for (var chunk = 0; chunk < 6; chunk++)
            await world.Store.AcceptAsync([.. Enumerable.Range(1 + chunk * 1000, 1000)]);
        await world.DoneAsync();
        await Wait.ForAsync(() => deliverer.Slots.InFlight, flying => flying == 0);
        deliverer.Crowded.ShouldBeFalse();
    }

    [Fact]
    public async Task What_dead_destinations_hold_in_memory_doesnt_stop_a_fan_out()
    {
        var world = new World(1, new FastTime(1), slots: 64);
        var application = new CustomerApplication { Id = 1, Ksuid = default, Organisation = new Organisation(1, "org_x"), Name = "a", CreatedAt = 0, UpdatedAt = 0 };
        world.Put(application);
        for (var id = 1; id <= 600; id++) world.Put(id, endpoint => endpoint with { ThrottleRate = 1 });
        world.Sender.Fails = false;
        await using var deliverer = world.Start();
        for (var round = 0; round < 10; round++)
            await world.Store.AcceptAsync([.. Enumerable.Range(1, 600)]);
        // At one a second and endpoint, much waits for ten seconds; between, all that may fly has flown.
        await Wait.UntilAsync(() => deliverer.HasRoom && deliverer.Budget.Items > 8 * 64, () => (deliverer.HasRoom, deliverer.Budget.Items));
    }

    [Fact]
    public async Task Many_who_wait_for_their_applications_throttle_all_get_their_turn()
    {
        var world = new World(1, new FastTime(100), slots: 64);
        world.Put(new CustomerApplication { Id = 1, Ksuid = default, Organisation = new Organisation(1, "org_x"), Name = "a", ThrottleRate = 50, CreatedAt = 0, UpdatedAt = 0 });
        for (var id = 1; id <= 300; id++) world.Put(id);
        await using var deliverer = world.Start();
        await world.Store.AcceptAsync([.. Enumerable.Range(1, 300)]);
        await world.DoneAsync();
        world.Sender.Successes.Count.ShouldBe(300);
    }

    /// <summary>A server that can't listen was never stopped, and its store is about to close.</summary>
    [Fact]
    public async Task What_is_disposed_of_asks_the_store_for_nothing_more()
    {
        var world = new World(1, new FastTime(1), slots: 8);
        var deliverer = world.Start();
        deliverer.Sending.ShouldBeTrue();
        await deliverer.DisposeAsync();
        deliverer.Sending.ShouldBeFalse();
    }

    private static async Task FailAWhileAsync(World world)
    {
        world.Store.Unavailable = true;
        // The first tells the deliverer, which then asks by itself.
        await Should.ThrowAsync<StoreUnavailableException>(async () => await world.Store.ProbeAsync());
        await world.Store.RefusesAsync(3);
        world.Store.Unavailable = false;
    }

    private static async Task EveryLaneIsDroppedAsync(World world, Deliverer deliverer)
    {
        await world.DoneAsync();
        await Wait.ForAsync(() => deliverer.Lanes, lanes => lanes == 0);
    }

    private sealed class World : IPartitionOwner
    {
        private static readonly SecretBox Box = new(new byte[32]);

        private readonly TimeProvider _clock;
        private readonly int _seed;
        private readonly int _slots;
        private Deliverer? _deliverer;

        public World(int seed, TimeProvider clock, int slots)
        {
            (_clock, _seed, _slots) = (clock, seed, slots);
            Store = new MemoryStore(Health, new Random(seed));
            Sender = new RandomSender(seed);
            Put(new CustomerApplication { Id = 1, Ksuid = default, Organisation = new Organisation(1, "org_x"), Name = "a", CreatedAt = 0, UpdatedAt = 0 });
        }

        public Core.Catalog.Catalog Catalog { get; } = new();

        public bool IsOwner { get; set; } = true;

        public bool Owns(int partition) => IsOwner;

        public StoreHealth Health { get; } = new();

        public MemoryStore Store { get; }

        public RandomSender Sender { get; }

        public void Put(CatalogEntry entry) => Catalog.Put(entry);

        public void Put(int id, Func<HttpEndpoint, HttpEndpoint>? configure = null)
        {
            var ksuid = Ksuid.LowestAt(2_000_000_000_000 + 4 * id);
            var endpoint = (HttpEndpoint?)Catalog.Endpoint(id) ?? new HttpEndpoint
            {
                Id = id,
                Ksuid = ksuid,
                ApplicationId = 1,
                Url = $"http://example.com/{id}",
                CreatedAt = 0,
                UpdatedAt = 0,
                Sealed = new EndpointCredentials([new KeptSecret(EndpointSecret.Generate().Text, null)], null).Seal(Box, ksuid),
            };
            Catalog.Put(configure?.Invoke(endpoint) ?? endpoint);
            _deliverer?.EndpointChanged(id);
        }

        public Deliverer Start()
        {
            var random = new Random(_seed);
            var policy = new DeliveryPolicy(
                RetrySchedule.CreateFrom(Enumerable.Repeat(TimeSpan.FromSeconds(2), 60)), long.MaxValue / 4, _slots, 8,
                new BreakerOptions(Failures: 5, MinSpanMs: 100, OpenMs: 1000, MaxOpenMs: 8000));
            var ids = new IdSource(_clock);
            var deliverer = new Deliverer(new DeliveryParts(
                Catalog, Store, Store, Health, new DestinationResolver(Catalog, Box, _clock), Sender, NoOperations.Instance,
                new OperationalEvents(Catalog, ids, _clock),
                this, policy, _clock, Draw, NullLogger.Instance));
            Store.Intake = deliverer;
            _deliverer = deliverer;
            deliverer.Start();
            return deliverer;

            double Draw()
            {
                lock (random) return random.NextDouble();
            }
        }

        public Task DoneAsync() => Wait.UntilAsync(() => Store.Unfinished == 0, () => "left are " + Store.Left);
    }

    private sealed class NoOperations : IOperationRunner
    {
        public static readonly NoOperations Instance = new();

        public ValueTask<SendResult> RunAsync(OperationPlan plan, Message message, long run, CancellationToken cancellation) =>
            throw new InvalidOperationException("There are none here.");
    }

    /// <summary>Answers as it likes, sooner or later, and remembers.</summary>
    private sealed class RandomSender(int seed) : IDestinationSender
    {
        private readonly Random _random = new(seed);
        private readonly ConcurrentDictionary<(string Endpoint, ReadOnlyMemory<byte> Body), bool> _flying = new();

        public bool Fails { get; set; } = true;

        /// <summary>By endpoint, the seqs in order of arrival.</summary>
        public ConcurrentDictionary<int, List<long>> Arrivals { get; } = new();

        public ConcurrentDictionary<(int, long), int> Successes { get; } = new();

        public ConcurrentQueue<string> Wrong { get; } = new();

        public async ValueTask<SendResult> SendAsync(SendRequest request, CancellationToken cancellation)
        {
            var endpoint = int.Parse(request.Url.AbsolutePath.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            var seq = BitConverter.ToInt64(request.Body.Span);
            if (!_flying.TryAdd((request.Url.AbsolutePath, request.Body), true)) Wrong.Enqueue($"{seq} flies twice to {endpoint}");
            var arrivals = Arrivals.GetOrAdd(endpoint, static _ => []);
            lock (arrivals) arrivals.Add(seq);
            int draw;
            lock (_random) draw = _random.Next(100);
            // Others overtake the slow ones.
            for (var turns = draw < 3 ? 100 : draw < 60 ? 1 : 0; turns > 0; turns--) await Task.Yield();
            _flying.TryRemove((request.Url.AbsolutePath, request.Body), out _);
            if (draw % 4 != 0 || !Fails)
            {
                Successes.AddOrUpdate((endpoint, seq), 1, static (_, count) => count + 1);
                return new SendResult(FailureKind.None, 200, draw < 3 ? 5000 : 5, [], null);
            }

            return new SendResult(FailureKind.None, draw % 8 == 0 ? 429 : 500, 5, [], null);
        }
    }
}
