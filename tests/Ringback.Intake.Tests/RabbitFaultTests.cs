using System.Collections.Concurrent;
using System.Diagnostics;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Intake.RabbitMQ;
using Ringback.Testing;

namespace Ringback.Intake.Tests;

/// <summary>What the intake does when its broker fails: it says so in time, loses nothing that it has confirmed, and goes on by itself.</summary>
[Trait("Category", "Slow")]
public sealed class RabbitFaultTests(RabbitFixture fixture) : RabbitIntakeTest(fixture), IClassFixture<RabbitFixture>
{
    [Fact]
    public async Task A_broker_that_is_killed_under_load_and_started_again_loses_nothing_that_was_confirmed()
    {
        using var store = new TestStore();
        var sources = new List<Application>();
        for (var i = 0; i < 4; i++) sources.Add(await store.AddSourceAsync());
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        var confirmed = new ConcurrentBag<long>();
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(sources.Select(source => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var requests = Enumerable.Range(0, 20).Select(_ => store.Next(source)).ToList();
                await Task.WhenAll(requests.Select(async request =>
                {
                    if (await IsConfirmedAsync(intake, request)) confirmed.Add(TestStore.NumberOf(request));
                }));
                await Wait.UntilAsync(() => intake.Fault is null || stop.IsCancellationRequested, () => intake.Fault, TimeSpan.FromMinutes(2));
            }
        })));
        for (var rounds = 0; rounds < 2; rounds++)
        {
            var before = confirmed.Count;
            await Wait.UntilAsync(() => confirmed.Count > before + 500);
            await Server.KillAsync();
            await Wait.UntilAsync(() => intake.Fault is not null);
            await Server.StartAgainAsync();
            await UntilReadyAsync(intake);
        }

        await Wait.UntilAsync(() => confirmed.Count > 1500);
        await stop.CancelAsync();
        await load;
        await Wait.UntilAsync(() => confirmed.All(new HashSet<long>(sources.SelectMany(store.Kept)).Contains), () => $"{confirmed.Count} confirmed");
        foreach (var source in sources) store.Kept(source).ShouldBeUnique();
    }

    [Fact]
    public async Task A_broker_that_stops_answering_is_told_within_the_deadline_and_used_again_when_it_answers()
    {
        using var store = new TestStore();
        var source = await store.AddSourceAsync();
        await using var intake = Start(store, options => options with { ConfirmDeadline = TimeSpan.FromSeconds(1), AnswerDeadline = TimeSpan.FromSeconds(2) });
        await UntilReadyAsync(intake);
        (await IsConfirmedAsync(intake, store.Next(source))).ShouldBeTrue();
        Server.Freeze();
        try
        {
            var started = Stopwatch.GetTimestamp();
            var refused = await Should.ThrowAsync<StoreUnavailableException>(async () => await intake.ReceiveAsync(store.Next(source)));
            refused.Message.ShouldBe("The broker isn't connected.");
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10), "the deadline of a second, on a busy machine");
            started = Stopwatch.GetTimestamp();
            await Should.ThrowAsync<StoreUnavailableException>(async () => await intake.ReceiveAsync(store.Next(source)));
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1), "from then on it is refused at once");
        }
        finally
        {
            Server.Thaw();
        }

        await UntilReadyAsync(intake);
        (await IsConfirmedAsync(intake, store.Next(source))).ShouldBeTrue();
        await Wait.UntilAsync(() => store.Kept(source) is [1, .., 4]);
    }

    [Fact]
    public async Task A_broker_without_memory_is_told_at_once_and_what_it_holds_goes_on_into_the_store()
    {
        using var store = new TestStore { IsDown = true };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        for (var i = 0; i < 100; i++) (await IsConfirmedAsync(intake, store.Next(source))).ShouldBeTrue();
        await Server.SetMemoryAlarmAsync(isRaised: true);
        try
        {
            // The broker says so when a connection publishes.
            await Wait.UntilAsync(async () => !await IsConfirmedAsync(intake, store.Next(source)));
            var started = Stopwatch.GetTimestamp();
            var refused = await Should.ThrowAsync<StoreUnavailableException>(async () => await intake.ReceiveAsync(store.Next(source)));
            refused.Message.ShouldStartWith("The broker takes no requests now: ");
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
            store.IsDown = false;
            await Wait.UntilAsync(() => store.CountKept(source) >= 100, () => store.CountKept(source));
        }
        finally
        {
            await Server.SetMemoryAlarmAsync(isRaised: false);
        }

        await UntilReadyAsync(intake);
        await Wait.UntilAsync(() => IsConfirmedAsync(intake, store.Next(source)));
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_refused_at_once()
    {
        using var store = new TestStore();
        var source = await store.AddSourceAsync();
        await using var intake = Start(store, options => options with { MostInFlight = 10 });
        await UntilReadyAsync(intake);
        Server.Freeze();
        List<Task<bool>> waiting;
        try
        {
            waiting = [.. Enumerable.Range(0, 10).Select(_ => IsConfirmedAsync(intake, store.Next(source)))];
            var refused = await Should.ThrowAsync<StoreUnavailableException>(async () => await intake.ReceiveAsync(store.Next(source)));
            refused.Message.ShouldBe("Too many requests wait for the broker.");
        }
        finally
        {
            Server.Thaw();
        }

        await Task.WhenAll(waiting);
        await UntilReadyAsync(intake);
        (await IsConfirmedAsync(intake, store.Next(source))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_made_again()
    {
        using var store = new TestStore();
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        await Server.ControlAsync("delete_queue", IntakeQueues.Of(source.Id));
        await Wait.UntilAsync(() => IsConfirmedAsync(intake, store.Next(source)), () => intake.Fault);
        await Wait.UntilAsync(() => store.CountKept(source) > 0);
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_and_what_is_behind_it_is_stored()
    {
        using var store = new TestStore { Poison = "poison" };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        await intake.ReceiveAsync(store.Next(source));
        await intake.ReceiveAsync(store.Next(source, "poison"));
        await intake.ReceiveAsync(store.Next(source));
        await Wait.UntilAsync(() => store.Kept(source) is [1, 3]);
        await Wait.UntilAsync(async () => await CountAsync(IntakeQueues.Dead) == 1 && await CountAsync(IntakeQueues.Of(source.Id)) == 0);
    }

    [Fact]
    public async Task Dead_letters_are_listed_stored_again_and_dropped_beside_a_running_server()
    {
        using var store = new TestStore { Poison = "poison" };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        await UntilReadyAsync(intake);
        for (var i = 0; i < 3; i++) await intake.ReceiveAsync(store.Next(source, "poison"));
        await using var box = new RabbitDeadLetters(new RabbitOptions { Addresses = [Server.Address] }, Random.Shared.NextDouble);
        await DeadLetterSteps.RunAsync(box, store, source);
    }

    [Fact]
    public async Task A_store_that_stays_away_gets_the_requests_back_in_their_order()
    {
        using var store = new TestStore { IsDown = true };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store, options => options with { Hold = TimeSpan.FromMilliseconds(300) });
        await UntilReadyAsync(intake);
        for (var i = 0; i < 400; i++) await intake.ReceiveAsync(store.Next(source));
        var given = store.Given;
        await Wait.UntilAsync(() => store.Given > given + 2000, () => store.Given);
        store.IsDown = false;
        await Wait.UntilAsync(() => store.CountKept(source) == 400);
        store.Kept(source).ShouldBe(Enumerable.Range(1, 400).Select(i => (long)i));
    }
}
