using System.Diagnostics;
using Npgsql;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>The owner of a database goes away, or seems to, and the node that stands by takes over.</summary>
[Collection(SharedPostgres.Name)]
public sealed class TakeoverTests(SharedPostgres postgres)
{
    /// <value>Of all endpoints, as the nodes are set up.</value>
    private const int MostInFlight = 8;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task When_the_owner_is_killed_the_other_node_delivers()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await NodePair.StandByAsync(pair.Second);
        await pair.LoadAsync();
        await KillAsync("second", pair.First);

        await NodePair.StandByAsync(pair.First);
        await KillAsync("first", pair.Second);
        await pair.SettleAsync();

        async Task KillAsync(string other, ServerProcess owner)
        {
            var before = pair.SendsOf(other).Count;
            var killed = Stopwatch.GetTimestamp();
            await owner.KillAsync();
            await Wait.UntilAsync(() => pair.SendsOf(other).Count > before, () => pair.First.Output + pair.Second.Output);
            Say($"the {other} node's first request came {Stopwatch.GetElapsedTime(killed, pair.SendsOf(other)[before]).TotalSeconds:0.00} s after the kill");
            await pair.FlowsAsync(50);
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_owner_that_froze_in_a_transaction_writes_and_sends_nothing_when_it_wakes()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await NodePair.StandByAsync(pair.Second);
        await pair.LoadAsync();
        await FreezeBetweenStatementsAsync(pair);
        await WakesTooLateAsync(pair);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task An_owner_that_froze_while_its_commit_waits_writes_and_sends_nothing_when_it_wakes()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await NodePair.StandByAsync(pair.Second);
        await pair.LoadAsync();
        await using (var session = await pair.Database.OpenAsync())
        {
            await using var transaction = await session.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("lock table message in exclusive mode", session)) await command.ExecuteNonQueryAsync();
            await Wait.UntilAsync(async () => await pair.Database.NumberAsync(
                "select count(*) from pg_stat_activity where application_name like 'ringback %' and wait_event_type = 'Lock' and query like 'insert into message %'") > 0);
            await pair.First.FreezeAsync();
            var epoch = await pair.Database.EpochAsync();
            await Wait.UntilAsync(async () => await pair.Database.EpochAsync() > epoch, () => pair.Second.Output);
        }

        await WakesTooLateAsync(pair);
    }

    private static async Task WakesTooLateAsync(NodePair pair)
    {
        await Wait.UntilAsync(() => pair.Second.ReadyAsync(), () => pair.Second.Output);
        await pair.FlowsAsync(50);
        var epoch = await pair.Database.EpochAsync();
        var before = pair.SendsOf("first").Count;
        await pair.First.ThawAsync();
        (await pair.First.EndAsync()).ShouldBe(1, pair.First.Output);
        pair.First.Output.ShouldContain("Lost the database");
        (await pair.Database.EpochAsync()).ShouldBe(epoch);
        // What it had begun to send when it froze may still come; nothing else.
        var late = pair.SendsOf("first").Count - before;
        Say($"{late} requests of the frozen node came after it woke");
        late.ShouldBeLessThanOrEqualTo(MostInFlight);
        await pair.SettleAsync();
    }

    /// <summary>Stops and wakes the first node until it is stopped when PostgreSQL waits for the second half of a transaction.</summary>
    private static Task FreezeBetweenStatementsAsync(NodePair pair) => Wait.UntilAsync(async () =>
    {
        await pair.First.FreezeAsync();
        if (await pair.Database.NumberAsync(
            "select count(*) from pg_stat_activity where application_name like 'ringback %' and state = 'idle in transaction' and query like 'select hash%'") > 0)
            return true;
        await pair.First.ThawAsync();
        return false;
    });

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
