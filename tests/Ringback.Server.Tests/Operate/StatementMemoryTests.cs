using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Server.Tests.Operate;

/// <summary>The watch over what the process grows by while a statement of an operation runs on SQLite.</summary>
[Collection(WholeProcess.Name)]
public sealed class StatementMemoryTests : IDisposable
{
    private static int _runs;
    private readonly ShopDatabase _shop = new();

    public void Dispose() => _shop.Dispose();

    /// <summary>Seventy values of 8 MiB, none too large by itself, each made of small pieces: without the watch it succeeds.</summary>
    [Fact]
    public async Task A_statement_that_takes_hundreds_of_megabytes_is_stopped()
    {
        using var connections = Open();
        var values = string.Join(" + ", Enumerable.Range(0, 70).Select(static i => $"length(group_concat(t || {i}, ''))"));
        var hungry = $"insert into paid (id) select {values} from (with recursive n(i, t) as (select 1, hex(zeroblob(5000)) union all select i + 1, t from n where i < 790) select i, t from n)";
        var stopped = await RunAsync(connections, hungry);
        stopped.Status.ShouldBe(SqlStatus.Unavailable, stopped.Error);
        stopped.Error.ShouldBe("The process grew by more than 256 MiB while the statement ran, and the statement was stopped.");
        (await RunAsync(connections, "insert into paid (id) values ('b')")).Status.ShouldBe(SqlStatus.Done);
        (await RunAsync(connections, "insert into paid (id) values ('a')")).Status.ShouldBe(SqlStatus.Done);
        _shop.Query("select count(*) from paid").ShouldBe(2);
    }

    /// <summary>What the rest of the process takes meanwhile isn't the statement's: the managed heap grows by twice the limit here.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_statement_is_not_stopped_for_what_the_managed_heap_grows_by()
    {
        using var connections = Open();
        var slow = RunAsync(connections, "insert into paid (id) select count(*) from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000000) select i from n)");
        var taken = new List<byte[]>();
        for (var i = 0; i < 512; i++)
        {
            var block = GC.AllocateUninitializedArray<byte>(1 << 20);
            Random.Shared.NextBytes(block);
            taken.Add(block);
        }

        slow.IsCompleted.ShouldBeFalse();
        (await slow).Status.ShouldBe(SqlStatus.Done, (await slow).Error);
        GC.KeepAlive(taken);
    }

    private static Task<SqlResult> RunAsync(SqlConnections connections, string sql) =>
        connections.RunAsync(SqlPlans.Of("shop", [new SqlStatement(sql, null)]), new SqlRun($"msg_m{Interlocked.Increment(ref _runs)}", "op_memory", 0, [[]], "org_a")).AsTask();

    private SqlConnections Open() =>
        new([new NamedConnection("shop", ConnectionKind.Sqlite, _shop.Path)], new SqlOptions(TimeSpan.FromMinutes(2), TimeSpan.FromDays(100)), TimeProvider.System, NullLogger.Instance, () => 1);
}
