using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;
using Ringback.Server.Tests.Deliver;

namespace Ringback.Server.Tests.Operate;

/// <summary>The function that drops markers, made with another setting than there is now, on a real PostgreSQL.</summary>
public sealed class PostgresRetentionTests(PostgresOperationTests.Server server) : PostgresRoleTests(server)
{
    [Theory]
    [InlineData(99, false)]
    [InlineData(100, false)]
    [InlineData(101, true)]
    [InlineData(366, true)]
    public async Task Markers_that_are_dropped_earlier_than_the_setting_says_are_a_warning_with_what_mends_it(int days, bool warns)
    {
        // With the setting of the tests, a hundred days.
        await MendAsync();
        (await WarningAsync(days) is not null).ShouldBe(warns);
        if (!warns) return;
        var warning = (await WarningAsync(days))!;
        warning.ShouldContain($"deletes markers after 100 days, but marker-retention is {days} days");
        await ExecuteAsync(string.Join('\n', warning.Split('\n')[1..]));
        (await WarningAsync(days)).ShouldBeNull();
        (await ScalarAsync($"select count(*)::int from pg_proc where proname = 'ringback_prune' and prosrc like '%{days} days%'")).ShouldBe(1);
        (await ScalarAsync($"select has_function_privilege('{Role}', 'ringback_prune()', 'execute')::int")).ShouldBe(1);
    }

    [Theory]
    [InlineData("select 0")]
    [InlineData("with d as (delete from ringback_run where made < now() - make_interval(days => 5) returning 1) select count(*)::int from d")]
    public async Task What_the_owner_wrote_in_another_way_is_left_to_him(string body)
    {
        await MendAsync();
        await ExecuteAsync($"create or replace function ringback_prune() returns int language sql security definer as '{body}'");
        (await WarningAsync(365)).ShouldBeNull();
    }

    [Fact]
    public async Task It_is_said_when_the_server_starts()
    {
        await MendAsync();
        await using var node = await TestNode.StartAsync(o => (o.Connections, o.MarkerRetention) = ([Connection], TimeSpan.FromDays(400)));
        await node.UntilAsync(() => node.Node.Databases.ReportsFor("org_x")[0].State != ConnectionState.Unknown);
        var report = node.Node.Databases.ReportsFor("org_x").ShouldHaveSingleItem();
        report.State.ShouldBe(ConnectionState.Usable);
        report.Warning!.ShouldContain("marker-retention is 400 days");
    }

    /// <summary>Of a session that runs something, and of the look at the start.</summary>
    private async Task<string?> WarningAsync(int days)
    {
        using var connections = new SqlConnections(
            [Connection], new SqlOptions(TimeSpan.FromMinutes(1), TimeSpan.FromDays(days)), TimeProvider.System, NullLogger.Instance, () => 1);
        (await RunAsync(connections, "org_a", "select 1")).Status.ShouldBe(SqlStatus.Done);
        return connections.ReportsFor("org_a").ShouldHaveSingleItem().Warning;
    }
}
