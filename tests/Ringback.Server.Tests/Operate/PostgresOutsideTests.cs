using Npgsql;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;
using Ringback.Server.Tests.Deliver;
using Ringback.Testing;

namespace Ringback.Server.Tests.Operate;

/// <summary>What somebody else does to the sessions of a role, on a real PostgreSQL: the runs aren't to blame for it.</summary>
public sealed class PostgresOutsideTests(PostgresOperationTests.Server server) : PostgresRoleTests(server)
{
    /// <summary>So that it is tried again with a savepoint.</summary>
    private const string Refused = "insert into orders (id) values ('o1')";

    private const string OthersOfTheRole = "from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()";

    /// <summary>While a run is under way, and again when it is tried in a session of its own.</summary>
    [Theory]
    [InlineData("pg_terminate_backend", "57P01")]
    [InlineData("pg_cancel_backend", "57014")]
    public async Task A_run_that_is_stopped_from_outside_is_put_off(string function, string state)
    {
        await MendAsync();
        using var connections = Open();
        var run = RunAsync(connections, "org_b", "update orders set paid = paid + 1 where id = 'o1'", "select pg_sleep(0.4)");
        await Wait.UntilAsync(async () =>
        {
            await ExecuteAsync($"select {function}(pid) from pg_stat_activity where usename = '{Role}' and wait_event = 'PgSleep'");
            return run.IsCompleted;
        });
        var stopped = await run;
        (stopped.Status, stopped.StatusCode).ShouldBe((SqlStatus.Postponed, 503), stopped.Error);
        stopped.Error!.ShouldContain(state);
        (await RunAsync(connections, "org_b", "update orders set paid = paid + 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        (await ScalarAsync("select paid from orders where id = 'o1'")).ShouldBe(1);
    }

    /// <summary>The driver sends these along with what comes next, and gives the session up when they fail.</summary>
    [Theory]
    [InlineData("pg_terminate_backend", SlowStatement.Savepoint)]
    [InlineData("pg_cancel_backend", SlowStatement.Savepoint)]
    [InlineData("pg_cancel_backend", SlowStatement.Begin)]
    public async Task A_run_is_put_off_when_a_statement_of_the_driver_is_stopped_from_outside(string function, string statement)
    {
        await MendAsync();
        using var slow = new SlowStatement(Connection, statement);
        using var connections = Open(slow.Connection);
        var run = RunAsync(connections, "org_b", Refused);
        await Wait.UntilAsync(async () =>
        {
            await ExecuteAsync($"select {function}(pid) from pg_stat_activity where usename = '{Role}' and wait_event = 'PgSleep'");
            return run.IsCompleted;
        });
        var stopped = await run;
        stopped.Status.ShouldBe(SqlStatus.Postponed, stopped.Error);
        slow.Seen.ShouldBe(2);
    }

    [Fact]
    public async Task A_session_is_opened_again_when_a_statement_of_the_driver_takes_too_long()
    {
        await MendAsync();
        using var slow = new SlowStatement(Connection, SlowStatement.Savepoint);
        using var connections = Open(slow.Connection, timeoutMs: 300);
        (await RunAsync(connections, "org_b", Refused)).Status.ShouldBe(SqlStatus.TimedOut);
        slow.Seen.ShouldBe(2);
        (await RunAsync(connections, "org_b", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
    }

    [Fact]
    public async Task A_run_is_put_off_when_the_server_has_no_session_left_for_its_role()
    {
        await MendAsync();
        await ExecuteAsync($"alter role {Role} connection limit 0");
        using var connections = Open();
        var stopped = await RunAsync(connections, "org_b", "update orders set paid = 1 where id = 'o1'");
        stopped.Status.ShouldBe(SqlStatus.Postponed, stopped.Error);
        stopped.Error!.ShouldContain("53300");
        await ExecuteAsync($"alter role {Role} connection limit 10");
        (await RunAsync(connections, "org_b", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
    }

    [Theory]
    [InlineData("select set_config('statement_timeout', '20', true)", "select pg_sleep(60)")]
    [InlineData("select 1", "select pg_sleep(60)")]
    public async Task A_limit_of_time_is_nothing_from_outside(string first, string second)
    {
        await MendAsync();
        using var connections = Open(timeoutMs: 300);
        (await RunAsync(connections, "org_b", first, second)).Status.ShouldBe(SqlStatus.TimedOut);
    }

    /// <summary>One organisation's statements end all other sessions of the role; the runs of another have one retry.</summary>
    [Theory]
    [InlineData("pg_terminate_backend(pid)", DeliveryOrder.Any)]
    [InlineData("pg_cancel_backend(pid)", DeliveryOrder.Any)]
    [InlineData("pg_terminate_backend(pid)", DeliveryOrder.Fifo)]
    internal async Task Events_of_another_organisation_succeed_exactly_once(string function, DeliveryOrder order)
    {
        const int Events = 20;
        const int MostRounds = 50;
        await MendAsync();
        await ExecuteAsync(Named("create table log (m text); grant insert on log to {role}"));
        await using var node = await TestNode.StartAsync(o =>
        {
            o.Connections = [Connection];
            o.RetrySchedule = RetrySchedule.CreateFrom([TimeSpan.FromMilliseconds(20)]);
        });
        var operation = await node.AddOperationAsync(
            new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("insert into log (m) values (@m)", new Dictionary<string, string> { ["m"] = "/n" }), new SqlStatement("select pg_sleep(0.02)", null)]) },
            made => made with { Order = order });
        using var hostile = Open();
        using var stop = new CancellationTokenSource();
        var loop = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await RunAsync(hostile, "org_a", $"select {function} {OthersOfTheRole}");
        });
        // All runs may get through between two cancels: then there are more.
        var (enough, posted) = (order == DeliveryOrder.Fifo ? 4 : Events, 0);
        for (var round = 0; round < MostRounds && Stopped() == 0; round++)
        {
            await Task.WhenAll(Enumerable.Range(posted, Events).Select(i => node.PostAsync($$"""{"n":"e{{i}}"}""")));
            posted += Events;
            await node.UntilAsync(() => Stopped() >= enough || node.Deliveries(operation, DeliveryState.Success) == posted);
        }

        (node.Query($"select max(tries) from work where ep = {operation}") ?? 0).ShouldBeLessThanOrEqualTo(order == DeliveryOrder.Fifo ? 1 : 0);
        await stop.CancelAsync();
        await loop;
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(posted);
        (await ScalarAsync("select count(*)::int from log")).ShouldBe(posted);
        (await ScalarAsync("select count(distinct m)::int from log")).ShouldBe(posted);
        Stopped().ShouldBeGreaterThan(0);

        long Stopped() => node.Query($"select count(*) from attempt where ep = {operation} and code = 503") ?? 0;
    }

    [Fact]
    public async Task What_a_shared_role_may_do_to_others_is_said_and_can_be_taken_from_it()
    {
        await MendAsync();
        using var alone = new SqlConnections([Connection], Options(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 1);
        (await RunAsync(alone, "org_a", "select 1")).Status.ShouldBe(SqlStatus.Done);
        alone.ReportsFor("org_a").ShouldHaveSingleItem().Warning.ShouldBeNull();

        using var connections = Open();
        (await RunAsync(connections, "org_a", "select 1")).Status.ShouldBe(SqlStatus.Done);
        var report = connections.ReportsFor("org_a").ShouldHaveSingleItem();
        (report.State, report.Problem).ShouldBe((ConnectionState.Usable, null));
        var revokes = report.Warning!.Split('\n')[1..];
        revokes.ShouldContain($"REVOKE EXECUTE ON FUNCTION pg_terminate_backend(integer,bigint) FROM PUBLIC, {Role};");
        await ExecuteAsync(string.Join('\n', revokes));
        foreach (var statement in (string[])
            [
                $"select pg_terminate_backend(pid) {OthersOfTheRole}", $"select pg_cancel_backend(pid) {OthersOfTheRole}", "select pg_advisory_lock(1)",
                "select pg_try_advisory_xact_lock(1, 2)", "select lo_create(0)", "select lo_from_bytea(0, 'x')", "select pg_logical_emit_message(true, 'a', 'b')",
            ])
        {
            var refused = await RunAsync(connections, "org_a", statement);
            refused.Status.ShouldBe(SqlStatus.Refused, statement);
            refused.Error!.ShouldContain("42501");
        }

        (await RunAsync(connections, "org_b", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        using var later = Open();
        (await RunAsync(later, "org_a", "select 1")).Status.ShouldBe(SqlStatus.Done);
        later.ReportsFor("org_a").ShouldHaveSingleItem().Warning.ShouldBeNull();
    }

    [Fact]
    public async Task Connections_of_several_organisations_with_one_role_are_shared()
    {
        await MendAsync();
        var (first, second) = ("org_" + default(Core.Ids.Ksuid), "org_" + new Core.Ids.IdSource(TimeProvider.System).Next());
        var other = new NpgsqlConnectionStringBuilder(Connection.Address) { Username = "somebody" }.ConnectionString;
        foreach (var (address, isShared) in ((string, bool)[])[(Connection.Address, true), (other, false)])
        {
            using var connections = new SqlConnections(
                [Connection with { Organisation = first }, Connection with { Name = "theirs", Organisation = second, Address = address }],
                Options(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 2);
            (await RunAsync(connections, first, "select 1")).Status.ShouldBe(SqlStatus.Done);
            (connections.ReportsFor(first).ShouldHaveSingleItem().Warning is not null).ShouldBe(isShared);
        }
    }

    private static SqlOptions Options() => new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(100));
}
