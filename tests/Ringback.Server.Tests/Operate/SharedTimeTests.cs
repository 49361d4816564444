using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Server.Tests.Operate;

/// <summary>Runs of one organisation that take long, or wait for a lock, beside others of it that don't.</summary>
public sealed class SharedTimeTests(PostgresOperationTests.Server server) : PostgresRoleTests(server)
{
    private static int _messages;

    /// <summary>Over the time of a statement, and under it. What a sequence counts is counted, even when it is taken back.</summary>
    [Theory]
    [InlineData("0.6")]
    [InlineData("0.4")]
    [Trait("Category", "Slow")]
    public async Task A_backlog_of_a_slow_operation_on_PostgreSQL_lets_the_others_through(string seconds)
    {
        await MendAsync();
        await ExecuteAsync(Named("create sequence tries; grant usage on tries to {role}"));
        using var connections = Open();
        var moment = DoAsync(connections, "op_moment", "select pg_sleep(0.3)");
        await WaitForSleeperAsync();
        var slow = Enumerable.Range(0, 40).Select(_ => DoAsync(connections, "op_slow", "select nextval('tries')", $"select pg_sleep({seconds})")).ToArray();
        var quick = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => DoAsync(connections, "op_quick", $"update orders set paid = 1 where id = 'o{i}'")));
        quick.ShouldAllBe(static one => one.Status == SqlStatus.Done);
        (await ScalarAsync("select last_value::int from tries")).ShouldBeLessThan(20);
        (await Task.WhenAll(slow)).ShouldAllBe(static one => one.Status == SqlStatus.Done);
        (await moment).Status.ShouldBe(SqlStatus.Done);
        (await ScalarAsync("select count(*)::int from ringback_run")).ShouldBe(61);
    }

    [Fact]
    public async Task After_one_run_that_waited_for_a_lock_no_other_of_its_transaction_waits()
    {
        await MendAsync();
        await ExecuteAsync(Named("create table seen (id serial, lock text); grant insert on seen to {role}; grant usage on seen_id_seq to {role}"));
        using var connections = Open();
        await using var holder = await Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand("update orders set paid = 0 where id = 'o0'", holder)) await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var moment = DoAsync(connections, "op_moment", "select pg_sleep(0.3)");
        await WaitForSleeperAsync();
        var waits = DoAsync(connections, "op_locked", "update orders set paid = 1 where id = 'o0'");
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DoAsync(connections, "op_seen", "insert into seen (lock) values (current_setting('lock_timeout'))")));
        others.ShouldAllBe(static one => one.Status == SqlStatus.Done);
        (await ScalarAsync("select count(*)::int from seen where lock = '1ms'")).ShouldBe(10);
        (await moment).Status.ShouldBe(SqlStatus.Done);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (await waits).Status.ShouldBe(SqlStatus.Done);
    }

    /// <summary>A statement that changes rows and is stopped ends the transaction in SQLite; one that reads doesn't.</summary>
    [Theory]
    [InlineData("with recursive n(i) as (select 1 union all select i + 1 from n) insert into paid (id) select i from n where i < 0")]
    [InlineData("with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0")]
    [Trait("Category", "Slow")]
    public async Task A_backlog_of_a_slow_operation_on_SQLite_lets_the_others_through(string endless)
    {
        using var shop = new ShopDatabase();
        using var connections = new SqlConnections(
            [new NamedConnection("shop", ConnectionKind.Sqlite, shop.Path)], new SqlOptions(TimeSpan.FromMilliseconds(600), TimeSpan.FromDays(100)), TimeProvider.System, NullLogger.Instance, () => 1);
        (await DoAsync(connections, "op_quick", "insert into paid (id) values ('before')")).Status.ShouldBe(SqlStatus.Done);
        shop.Execute("begin immediate");
        var first = DoAsync(connections, "op_quick", "insert into paid (id) values ('first')");
        var slow = Enumerable.Range(0, 14).Select(_ => DoAsync(connections, "op_slow", endless)).ToArray();
        var quick = Enumerable.Range(0, 20).Select(i => DoAsync(connections, "op_quick", $"insert into paid (id) values ('{i}')")).ToArray();
        shop.Execute("rollback");
        (await Task.WhenAll([first, .. quick])).ShouldAllBe(static one => one.Status == SqlStatus.Done);
        slow.Count(static one => one.IsCompleted).ShouldBeLessThan(7);
        (await Task.WhenAll(slow)).ShouldAllBe(static one => one.Status == SqlStatus.TimedOut);
        shop.Query("select count(*) from paid").ShouldBe(22);
    }

    private static Task<SqlResult> DoAsync(SqlConnections connections, string operation, params string[] statements)
    {
        var plan = SqlPlans.Of("shop", [.. statements.Select(static sql => new SqlStatement(sql, null))]);
        return connections.RunAsync(
            plan, new SqlRun($"msg_t{Interlocked.Increment(ref _messages)}", operation, 0, [.. statements.Select(static _ => Array.Empty<SqlValue>())], "org_a")).AsTask();
    }
}
