using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Server.Tests.Operate;

/// <summary>Numbers that no type of a program or database holds, beside runs that have nothing to do with them.</summary>
public sealed class HostileNumberTests(PostgresOperationTests.Server server) : PostgresRoleTests(server)
{
    private static readonly string Digits = new('9', 1000);

    /// <summary>The number, what SQLite keeps, and what PostgreSQL keeps as numeric: null where it refuses the run.</summary>
    public static TheoryData<string, string, string?> Numbers => new()
    {
        { "1e-9223372036854775808", "1e-9223372036854775808", null },
        { "-1.5E-9223372036854775808", "-1.5E-9223372036854775808", null },
        { "1e-9223372036854775809", "1e-9223372036854775809", null },
        { $"1e-{Digits}", $"1e-{Digits}", null },
        { "1e-2147483648", "1e-2147483648", null },
        { "1e-400", "1e-400", "0." + new string('0', 399) + "1" },
        { "0e-9223372036854775808", "0.0", "0" },
        { "-0e9223372036854775807", "0.0", "0" },
        { "-0.0", "0.0", "0.0" },
        { "00000000000000000000000000000000000000001.5", "1.5", "1.5" },
        { $"0.{Digits}", $"0.{Digits}", $"0.{Digits}" },
        { Digits, Digits, Digits },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_on_SQLite_is_kept_and_fails_no_other_run(string number, string kept, string? _)
    {
        using var shop = new ShopDatabase();
        using var connections = new SqlConnections(
            [new NamedConnection("shop", ConnectionKind.Sqlite, shop.Path)], new SqlOptions(TimeSpan.FromMinutes(1), TimeSpan.FromDays(100)), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 1);
        var insert = SqlPlans.Of("shop", new SqlStatement("insert into paid (id, note) values (@id, @v)", new Dictionary<string, string> { ["id"] = "/id", ["v"] = "/v" }));
        var runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RunAsync(connections, insert, i, i == 20 ? number : "1.5")));
        runs.ShouldAllBe(static one => one.Status == SqlStatus.Done, string.Join("; ", runs.Select(static one => one.Error)));
        shop.Text("select cast(note as text) from paid where id = '20'").ShouldBe(kept);
        shop.Query("select count(*) from paid").ShouldBe(40);
        shop.Execute("insert into paid (id) values ('by its owner')");
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_on_PostgreSQL_is_kept_or_refused_and_fails_no_other_run(string number, string _, string? kept)
    {
        await MendAsync();
        await ExecuteAsync(Named("create table got (id text primary key, v numeric); grant insert on got to {role}"));
        using var connections = Open();
        var insert = SqlPlans.Of("shop", new SqlStatement("insert into got values (@id, @v)", new Dictionary<string, string> { ["id"] = "/id", ["v"] = "/v" }));
        var runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RunAsync(connections, insert, i, i == 20 ? number : "1.5")));
        runs.Where(static (_, i) => i != 20).ShouldAllBe(static one => one.Status == SqlStatus.Done);
        runs[20].Status.ShouldBe(kept is null ? SqlStatus.Refused : SqlStatus.Done, runs[20].Error);
        if (kept is not null) (await ScalarAsync($"select count(*)::int from got where id = '20' and v = '{kept}'::numeric")).ShouldBe(1);
        (await ScalarAsync("select count(*)::int from got")).ShouldBe(kept is null ? 39 : 40);
    }

    /// <summary>A run without its values stands for whatever nobody has thought of.</summary>
    [Fact]
    public async Task What_nobody_expects_leaves_no_transaction_open_on_SQLite()
    {
        using var shop = new ShopDatabase();
        using var connections = new SqlConnections(
            [new NamedConnection("shop", ConnectionKind.Sqlite, shop.Path)], new SqlOptions(TimeSpan.FromMinutes(1), TimeSpan.FromDays(100)), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 1);
        var insert = SqlPlans.Of("shop", new SqlStatement("insert into paid (id, note) values (@id, @v)", new Dictionary<string, string> { ["id"] = "/id", ["v"] = "/v" }));
        var runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RunAsync(connections, insert, i, i == 20 ? null : "1")));
        runs[20].Status.ShouldBe(SqlStatus.Unavailable);
        runs.Where(static (_, i) => i != 20).ShouldAllBe(static one => one.Status == SqlStatus.Done);
        shop.Execute("insert into paid (id) values ('by its owner')");
        shop.Query("select count(*) from paid").ShouldBe(40);
    }

    private static Task<SqlResult> RunAsync(SqlConnections connections, SqlPlan plan, int id, string? number)
    {
        SqlValue[] values = number is null ? [] : [SqlValue.Text(Encoding.UTF8.GetBytes($"{id}")), SqlValue.Number(Encoding.UTF8.GetBytes(number))];
        return connections.RunAsync(plan, new SqlRun($"msg_n{id}", "op_x", 0, [values], "org_a")).AsTask();
    }
}
