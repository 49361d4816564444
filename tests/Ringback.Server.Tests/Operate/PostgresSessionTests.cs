using Npgsql;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Core.Record;
using Ringback.Operate.Sql;
using Ringback.Server.Tests.Deliver;

namespace Ringback.Server.Tests.Operate;

/// <summary>What one run can do to another, on a real PostgreSQL, as a role of few rights.</summary>
public sealed class PostgresSessionTests(PostgresOperationTests.Server server) : PostgresRoleTests(server)
{
    [Theory]
    [InlineData("alter role {role} superuser", "is a superuser", "alter role {role} nosuperuser")]
    [InlineData("alter role {role} bypassrls", "has BYPASSRLS", "alter role {role} nobypassrls")]
    [InlineData("alter role {role} createrole", "has CREATEROLE", "alter role {role} nocreaterole")]
    [InlineData("grant temporary on database {database} to {role}", "revoke temporary on database", null)]
    [InlineData("grant create on database {database} to {role}", "revoke create on database", null)]
    [InlineData("grant create on schema public to {role}", "revoke create on schema public", null)]
    [InlineData("create schema own authorization {role}", "revoke create on schema own", null)]
    [InlineData("grant pg_write_server_files to {role}", "revoke pg_write_server_files", null)]
    [InlineData("grant delete on ringback_run to {role}", "revoke all on ringback_run", null)]
    [InlineData("create role {role}_g noinherit; grant create on schema public to {role}_g; grant {role}_g to {role}", "revoke create on schema public", "revoke {role}_g from {role}")]
    [InlineData("grant update on ringback_run to {role}; drop function ringback_prune()", "revoke all on ringback_run", null)]
    public async Task A_role_whose_statements_could_do_more_is_refused_with_what_mends_it(string grant, string said, string? mend)
    {
        await MendAsync();
        await ExecuteAsync(Named(grant));
        var refused = await RunAsync("select 1");
        refused.Status.ShouldBe(SqlStatus.NoConnection);
        refused.Error!.ShouldContain(said);
        if (mend is not null) await ExecuteAsync(Named(mend));
        await MendAsync();
        (await RunAsync("update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
    }

    [Theory]
    [InlineData("select 1 as id, 2 as paid into temp orders", nameof(SqlStatus.Refused))]
    [InlineData("select 1 as message into temp ringback_run", nameof(SqlStatus.Refused))]
    [InlineData("select 1 as id into public.other", nameof(SqlStatus.Refused))]
    [InlineData("with d as (delete from ringback_run returning 1) select count(*) from d", nameof(SqlStatus.Refused))]
    [InlineData("with d as (update ringback_run set run = 7 returning 1) select count(*) from d", nameof(SqlStatus.Refused))]
    [InlineData("select set_config('statement_timeout', '0', false)", nameof(SqlStatus.Done))]
    [InlineData("select set_config('search_path', 'pg_catalog', false)", nameof(SqlStatus.Done))]
    [InlineData("select set_config('role', 'postgres', false)", nameof(SqlStatus.Refused))]
    [InlineData("select set_config('session_authorization', 'postgres', false)", nameof(SqlStatus.Refused))]
    [InlineData("select pg_advisory_lock(7)", nameof(SqlStatus.Done))]
    [InlineData("select set_config('lock_timeout', '0', false), set_config('default_transaction_read_only', 'on', false)", nameof(SqlStatus.Done))]
    [InlineData("select ringback_prune()", nameof(SqlStatus.Done))]
    public async Task No_run_changes_what_another_finds(string hostile, string status)
    {
        await MendAsync();
        using var connections = Open();
        (await RunAsync(connections, "org_b", "update orders set paid = paid + 1 where id = 'o2'")).Status.ShouldBe(SqlStatus.Done);
        (await RunAsync(connections, "org_a", hostile)).Status.ToString().ShouldBe(status);
        foreach (var organisation in (string[])["org_a", "org_b"])
        {
            var after = await RunAsync(connections, organisation, "update orders set paid = paid + 1 where id = 'o2'");
            after.Status.ShouldBe(SqlStatus.Done, after.Error);
            (await RunAsync(connections, organisation, "select 1/(pg_try_advisory_xact_lock(7)::int)")).Status.ShouldBe(SqlStatus.Done);
            (await RunAsync(connections, organisation, "select 1/(current_setting('statement_timeout') <> '0')::int")).Status.ShouldBe(SqlStatus.Done);
        }

        (await ScalarAsync("select paid from public.orders where id = 'o2'")).ShouldBe(3);
    }

    /// <summary>Two runs of one organisation in one transaction: the second finds the session as the first one did.</summary>
    [Theory]
    [InlineData("select set_config('TimeZone', 'Asia/Tokyo', false)", "current_setting('TimeZone') <> 'Asia/Tokyo'")]
    [InlineData("select set_config('TimeZone', 'Asia/Tokyo', true)", "current_setting('TimeZone') <> 'Asia/Tokyo'")]
    [InlineData("select set_config('DateStyle', 'German', false)", "current_setting('DateStyle') not like 'German%'")]
    [InlineData("select set_config('standard_conforming_strings', 'off', false)", "'a\\b' = 'a' || chr(92) || 'b'")]
    [InlineData("select set_config('transform_null_equals', 'on', false)", "(null = null) is null")]
    [InlineData("select set_config('row_security', 'off', true)", "current_setting('row_security') = 'on'")]
    [InlineData("select set_config('my.setting', 'mine', false)", "coalesce(current_setting('my.setting', true), '') = ''")]
    [InlineData("select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', false)", "current_setting('statement_timeout') <> '0' and current_setting('lock_timeout') <> '0'")]
    [InlineData("select set_config('search_path', 'pg_catalog', true)", "to_regclass('orders') is not null")]
    [InlineData("select set_config('role', '{role}_member', false)", "current_user = session_user")]
    [InlineData("select set_config('role', '{role}_member', true)", "current_user = session_user")]
    [InlineData("select pg_advisory_lock(7)", "not exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())")]
    [InlineData("select pg_try_advisory_lock_shared(7, 8)", "not exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())")]
    [InlineData("select nextval('numbers')", "not knows_number()")]
    [InlineData("select open_cursor()", "not exists (select from pg_cursors where name = 'mine')")]
    public async Task No_run_changes_what_the_next_one_of_its_transaction_finds(string hostile, string holds)
    {
        await MendAsync();
        await ExecuteAsync(Named("create role {role}_member; grant {role}_member to {role}; grant all on orders to {role}_member; "
            + "create table seen (tx text, run text); grant insert on seen to {role}, {role}_member; "
            + "create sequence numbers; grant usage on numbers to {role}; "
            + "create function knows_number() returns bool language plpgsql as 'begin perform lastval(); return true; exception when others then return false; end'; "
            + "create function open_cursor() returns void language plpgsql as 'declare c refcursor := ''mine''; begin open c for select 1; end'"));
        using var connections = Open();
        foreach (var others in (string[][])[[], ["select 1/0"], ["insert into orders (id) values ('o1')"]])
        {
            var tests = new[] { ((string[])[Named(hostile), "insert into public.seen values (txid_current()::text, 'hostile')"]), [$"select 1/(({holds})::int)", "insert into seen values (txid_current()::text, 'after')"] };
            // What waits behind a run that takes a moment shares the next transaction.
            var moment = RunAsync(connections, "org_a", "select pg_sleep(0.3)");
            await WaitForSleeperAsync();
            var refused = others.Select(one => RunAsync(connections, "org_a", one)).ToArray();
            var both = await Task.WhenAll(tests.Select(one => RunAsync(connections, "org_a", one)));
            both.ShouldAllBe(static one => one.Status == SqlStatus.Done, string.Join("; ", both.Select(static one => one.Error)));
            (await Task.WhenAll(refused)).ShouldAllBe(static one => one.Status != SqlStatus.Done);
            (await moment).Status.ShouldBe(SqlStatus.Done);
            (await ScalarAsync("select count(distinct tx)::int from seen")).ShouldBe(1);
            (await ScalarAsync("select count(*)::int from seen")).ShouldBe(2);
            await ExecuteAsync("delete from seen");
        }
    }

    [Fact]
    public async Task A_lock_of_a_run_that_was_taken_back_is_gone_when_the_others_run_again()
    {
        await MendAsync();
        using var connections = Open();
        var moment = RunAsync(connections, "org_a", "select pg_sleep(0.3)");
        await WaitForSleeperAsync();
        var other = RunAsync(connections, "org_a", "select 1/((not exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()))::int)");
        var refused = RunAsync(connections, "org_a", "select pg_advisory_lock(7)", "select 1/0");
        (await refused).Status.ShouldBe(SqlStatus.Refused);
        (await other).Status.ShouldBe(SqlStatus.Done);
        (await moment).Status.ShouldBe(SqlStatus.Done);
    }

    /// <summary>Markers are dropped after a run has its result, on a thread of ours: what goes wrong there must not end the process.</summary>
    [Theory]
    [InlineData("bigint", "select 7::bigint")]
    [InlineData("int", "select null::int")]
    [InlineData("setof int", "select 1 where false")]
    [InlineData("int", "select 1/0")]
    public async Task Runs_go_on_whatever_the_owner_makes_of_the_function_that_drops_markers(string type, string body)
    {
        await MendAsync();
        await ExecuteAsync(Named($"drop function ringback_prune(); create function ringback_prune() returns {type} language sql as '{body}'"));
        using var connections = Open();
        for (var i = 1; i <= 3; i++)
            (await RunAsync(connections, "org_a", $"update orders set paid = {i} where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        (await ScalarAsync("select paid from orders where id = 'o1'")).ShouldBe(3);
    }

    [Theory]
    [InlineData("drop table ringback_run")]
    [InlineData("revoke insert on ringback_run from {role}")]
    [InlineData("revoke select on ringback_run from {role}")]
    [InlineData("drop function ringback_prune()")]
    [InlineData("alter table ringback_run rename to other")]
    public async Task Runs_wait_for_markers_that_only_the_owner_can_make(string change)
    {
        await MendAsync();
        using var connections = Open();
        (await RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        await ExecuteAsync(Named(change));
        using var later = Open();
        foreach (var one in change.StartsWith("drop function", StringComparison.Ordinal) ? (SqlConnections[])[later] : [connections, later])
        {
            var blocked = await RunAsync(one, "org_a", "update orders set paid = 2 where id = 'o1'");
            (blocked.Status, blocked.StatusCode).ShouldBe((SqlStatus.Blocked, 503), blocked.Error);
            blocked.Error!.ShouldContain("create table if not exists ringback_run");
            one.ReportsFor("org_a").ShouldHaveSingleItem().State.ShouldBe(ConnectionState.Blocked);
        }

        await MendAsync();
        (await RunAsync(connections, "org_a", "update orders set paid = 3 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        connections.ReportsFor("org_a").ShouldHaveSingleItem().State.ShouldBe(ConnectionState.Usable);
    }

    [Theory]
    [InlineData(DeliveryOrder.Any)]
    [InlineData(DeliveryOrder.Fifo)]
    internal async Task What_waits_for_its_database_uses_up_no_try_and_runs_when_it_is_mended(DeliveryOrder order)
    {
        await ExecuteAsync(Named("revoke temporary on database {database} from public; revoke create on schema public from public; create table log (id serial, m text); grant insert on log to {role}; grant usage on sequence log_id_seq to {role}"));
        await using var node = await TestNode.StartAsync(o =>
        {
            o.Connections = [Connection];
            o.RetrySchedule = RetrySchedule.CreateFrom([TimeSpan.FromMilliseconds(20)]);
        });
        var operation = await node.AddOperationAsync(
            new OperationDefinition { Sql = new SqlOperation("shop", [new SqlStatement("insert into log (m) values (@m)", new Dictionary<string, string> { ["m"] = "/n" })]) },
            made => made with { Order = order });
        await node.PostAsync("""{"n":"first"}""");
        await node.PostAsync("""{"n":"second"}""");
        // Its schedule has one retry.
        await node.UntilAsync(() => node.Attempts(operation) > 4);
        node.Query($"select max(tries) from work where ep = {operation}").ShouldBe(order == DeliveryOrder.Fifo ? 1 : 0);
        node.Query($"select count(*) from attempt where ep = {operation} and code <> 503").ShouldBe(0);
        node.Output(operation).ShouldContain("create table if not exists ringback_run");
        node.Logs.Errors.Count(static line => line.Contains("wait and use no retries", StringComparison.Ordinal)).ShouldBe(1);

        await MendAsync();
        await node.UntilDoneAsync();
        node.Deliveries(operation, DeliveryState.Success).ShouldBe(2);
        if (order == DeliveryOrder.Fifo) (await ScalarAsync("select (select id from log where m = 'second') - (select id from log where m = 'first')")).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_role_may_do_is_said_when_the_server_starts()
    {
        await using var node = await TestNode.StartAsync(o => o.Connections =
        [
            Connection,
            Connection with { Name = "away", Address = "Host=127.0.0.1;Port=1;Username=x;Password=s3cret" },
            Connection with { Name = "theirs", Organisation = "org_" + default(Core.Ids.Ksuid) },
        ]);
        await node.UntilAsync(() => node.Node.Databases.ReportsFor("org_x").All(static one => one.State != ConnectionState.Unknown));
        var reports = node.Node.Databases.ReportsFor("org_x");
        reports.Select(static one => (one.Connection.Name, one.State)).ShouldBe([("shop", ConnectionState.Refused), ("away", ConnectionState.Unreachable)]);
        reports[0].Problem!.ShouldContain(Named("revoke temporary on database {database} from public, {role};"));
        reports[0].SeenAt.ShouldNotBeNull();
        node.Logs.Errors.ShouldContain(line => line.Contains(Named("revoke temporary on database {database} from public, {role};"), StringComparison.Ordinal));
        reports[1].Problem!.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Organisations_take_turns_at_the_sessions_that_there_are()
    {
        await MendAsync();
        using var connections = Open(timeoutMs: 300_000, inAll: 2);
        using var stop = new CancellationTokenSource();
        var greedy = Enumerable.Range(0, 8).Select(async i =>
        {
            for (var runs = 0; ; runs++)
            {
                if (stop.IsCancellationRequested) return runs;
                (await RunAsync(connections, "org_greedy", $"update orders set paid = paid + 1 where id = 'o{i}'", "select pg_sleep(0.6)")).Status.ShouldBe(SqlStatus.Done);
            }
        }).ToArray();
        await WaitForSleeperAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RunAsync(connections, $"org_{i}", $"update orders set paid = 7 where id = 'o{20 + i}'")));
        others.ShouldAllBe(static one => one.Status == SqlStatus.Done);
        (await ScalarAsync($"select count(*)::int from pg_stat_activity where usename = '{Role}'")).ShouldBeLessThanOrEqualTo(2);
        greedy.ShouldAllBe(static one => !one.IsCompleted);
        await stop.CancelAsync();
        (await Task.WhenAll(greedy)).Sum().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_row_that_is_locked_holds_up_only_the_runs_that_want_it()
    {
        await MendAsync();
        using var connections = Open();
        await using var holder = await Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand("update orders set paid = 0 where id = 'o0'", holder)) await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var waits = RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o0'");
        var others = await Task.WhenAll(Enumerable.Range(1, 40).Select(async i =>
        {
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            var one = await RunAsync(connections, "org_a", $"update orders set paid = 1 where id = 'o{i}'");
            return (one.Status, Took: System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }));
        others.ShouldAllBe(static one => one.Status == SqlStatus.Done);
        // A figure to look at, not to assert.
        var took = others.Select(static one => one.Took).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"40 runs beside a locked row: median {took[20]:0} ms, longest {took[^1]:0} ms");
        waits.IsCompleted.ShouldBeFalse();
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (await waits).Status.ShouldBe(SqlStatus.Done);
        (await ScalarAsync("select count(*)::int from orders where paid = 1")).ShouldBe(41);
    }

    [Fact]
    public async Task A_statement_that_lifts_its_limit_is_stopped_from_outside()
    {
        await MendAsync();
        using var connections = Open(timeoutMs: 300);
        var run = await RunAsync(connections, "org_a", "select pg_sleep(3600) from (select set_config('statement_timeout', '0', true)) s", "select pg_sleep(3600)");
        run.Status.ShouldBe(SqlStatus.TimedOut, run.Error);
        // The limit holds for this one, too, and a busy machine may miss it now and then.
        await Ringback.Testing.Wait.ForAsync(() => RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o1'"), after => after.Status == SqlStatus.Done);
    }

    [Theory]
    [InlineData(false, nameof(SqlStatus.Blocked))]
    [InlineData(true, nameof(SqlStatus.Done))]
    public async Task A_table_of_markers_that_was_dropped_is_looked_for_again(bool anyRole, string status)
    {
        await MendAsync();
        if (anyRole) await ExecuteAsync($"grant create on schema public to {Role}");
        using var connections = Open(anyRole: anyRole);
        (await RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
        await ExecuteAsync("drop table ringback_run");
        (await RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o1'")).Status.ToString().ShouldBe(status);
        await MendAsync();
        (await RunAsync(connections, "org_a", "update orders set paid = 1 where id = 'o1'")).Status.ShouldBe(SqlStatus.Done);
    }

    [Theory]
    [InlineData("update orders set paid = 5 where id = 'none'", 1, false, nameof(SqlStatus.Constraint))]
    [InlineData("update orders set paid = 5 where id = 'o3'", 1, false, nameof(SqlStatus.Done))]
    [InlineData("update orders set paid = 5", 1, false, nameof(SqlStatus.Constraint))]
    [InlineData("update orders set paid = 5", 1, true, nameof(SqlStatus.Done))]
    public async Task A_statement_that_changes_other_rows_than_expected_is_taken_back(string sql, long rows, bool orMore, string status)
    {
        await MendAsync();
        using var connections = Open();
        var run = await RunAsync(connections, "org_a", new SqlStatement("insert into orders (id) values ('new')", null), new SqlStatement(sql, null, new ExpectedRows(rows, orMore)));
        run.Status.ToString().ShouldBe(status, run.Error);
        (await ScalarAsync("select count(*)::int from orders where id = 'new'")).ShouldBe(status == nameof(SqlStatus.Done) ? 1 : 0);
        (await ScalarAsync("select count(*)::int from ringback_run")).ShouldBe(status == nameof(SqlStatus.Done) ? 1 : 0);
    }
}
