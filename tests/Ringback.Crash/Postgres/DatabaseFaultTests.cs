using System.Net;
using Npgsql;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>PostgreSQL itself goes away and comes back, refuses writes, or can't clean up.</summary>
[Collection(SharedPostgres.Name)]
public sealed class DatabaseFaultTests(SharedPostgres postgres)
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_database_that_is_restarted_or_killed_loses_nothing_and_its_nodes_go_on_by_themselves()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await NodePair.StandByAsync(pair.Second);
        await pair.LoadAsync();
        for (var round = 0; round < 4; round++)
        {
            await pair.Database.NumberAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'ringback %'");
            await pair.FlowsAsync(10);
        }

        await postgres.Server.StopAsync();
        await postgres.Server.StartAgainAsync();
        await pair.FlowsAsync(50);
        await postgres.Server.KillAsync();
        await postgres.Server.StartAgainAsync();
        await pair.FlowsAsync(50);

        await pair.SettleAsync();
        (pair.First.Running || pair.Second.Running).ShouldBeTrue();
    }

    /// <summary>
    /// The crash loses all that PostgreSQL knew of the transaction, its number, too, which another transaction then has, and commits.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_commit_that_a_crash_of_the_database_lost_is_found_to_be_lost()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync(), isPatient: true);
        // Else it writes the begin of the transaction to its disk before the crash.
        await pair.Database.ExecuteAsync("alter system set wal_writer_delay = '10s'");
        await pair.Database.ExecuteAsync("select pg_reload_conf()");
        try
        {
            await using var session = await pair.Database.OpenAsync();
            await using (var command = new NpgsqlCommand("begin; lock table message in exclusive mode", session)) await command.ExecuteNonQueryAsync();
            var post = pair.First.PostAsync("/api/v1/app/any/msg", """{"eventType":"a.b","payload":{"x":1}}""", "lost");
            await Wait.UntilAsync(async () => await pair.Database.NumberAsync(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into message %'") > 0);
            await postgres.Server.KillAsync();
            await postgres.Server.StartAgainAsync();
            for (var number = 0; number < 20; number++) await pair.Database.NumberAsync("select pg_current_xact_id()::text::bigint");
            (await post).Status.ShouldBe(HttpStatusCode.ServiceUnavailable, pair.First.Output);
            await pair.PostAsync("lost");
            (await pair.Database.NumberAsync("select count(*) from message")).ShouldBe(1);
        }
        finally
        {
            await pair.Database.ExecuteAsync("alter system reset wal_writer_delay");
            await pair.Database.ExecuteAsync("select pg_reload_conf()");
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_database_that_refuses_writes_is_answered_503_until_it_takes_them_again()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await pair.LoadAsync();
        await SetReadOnlyAsync("on");
        await Wait.UntilAsync(async () => !await pair.First.ReadyAsync());
        (await pair.First.PostAsync("/api/v1/app/any/msg", """{"eventType":"a.b","payload":{"x":1}}""", "refused")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await SetReadOnlyAsync("off");
        await pair.FlowsAsync(50);
        await pair.SettleAsync();
        (await pair.Database.EpochAsync()).ShouldBe(1);

        // For all sessions, from their next transaction on.
        async Task SetReadOnlyAsync(string value)
        {
            await pair.Database.ExecuteAsync($"alter system set default_transaction_read_only = {value}");
            await pair.Database.ExecuteAsync("select pg_reload_conf()");
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_transaction_that_stays_open_lets_few_dead_rows_pile_up_where_each_commit_looks()
    {
        await using var pair = await NodePair.StartAsync(await postgres.CreateAsync());
        await using (var session = await pair.Database.OpenAsync())
        {
            await using var transaction = await session.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
            await using (var command = new NpgsqlCommand("select count(*) from message", session)) await command.ExecuteScalarAsync();
            await pair.LoadAsync();
            await pair.FlowsAsync(400);
            await pair.SettleAsync();
            await pair.Database.ExecuteAsync("select pg_stat_force_next_flush()");
            foreach (var table in (string[])["lease", "meta", "written", "work", "dedupe"])
            {
                var dead = await pair.Database.NumberAsync($"select n_dead_tup from pg_stat_user_tables where relname = '{table}'");
                TestContext.Current.TestOutputHelper!.WriteLine($"{table}: {dead} dead rows");
                // Commits only add to the one, and find by its keys what they look for in the other.
                if (table is not ("written" or "work")) dead.ShouldBeLessThan(200, table);
            }
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Two_nodes_that_start_at_once_on_an_empty_database_make_one_schema_and_one_of_them_owns_it()
    {
        await using var pair = await NodePair.StartAtOnceAsync(await postgres.CreateAsync());
        await pair.LoadAsync();
        (await pair.Database.NumberAsync("select count(*) from schema_version")).ShouldBe(1);
        (await pair.Database.EpochAsync()).ShouldBe(1);
        (await pair.First.ReadyAsync() ^ await pair.Second.ReadyAsync()).ShouldBeTrue();
        await pair.SettleAsync();
    }
}
