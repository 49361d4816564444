using Npgsql;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Server.Tests.Operate;

/// <summary>A database of a real PostgreSQL with a role of few rights for operations.</summary>
public abstract class PostgresRoleTests(PostgresOperationTests.Server server) : IClassFixture<PostgresOperationTests.Server>, IAsyncLifetime
{
    private static int _runs;

    private protected NpgsqlDataSource Owner { get; private set; } = null!;

    private protected string Role { get; private set; } = "";

    private protected NamedConnection Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Ringback.Testing.PostgresServer.Missing is not null, Ringback.Testing.PostgresServer.Missing ?? "");
        var address = await server.DatabaseAsync();
        Owner = NpgsqlDataSource.Create(address);
        var builder = new NpgsqlConnectionStringBuilder(address);
        Role = "op_" + builder.Database;
        await ExecuteAsync($"create role {Role} login; create table orders (id text primary key, paid int not null default 0); "
            + $"grant select, insert, update, delete on orders to {Role}; insert into orders (id) select 'o' || n from generate_series(0, 49) n");
        builder.Username = Role;
        Connection = new NamedConnection("shop", ConnectionKind.Postgres, builder.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Owner is not null) await Owner.DisposeAsync();
    }

    private protected Task WaitForSleeperAsync() => Ringback.Testing.Wait.UntilAsync(
        async () => await ScalarAsync($"select count(*)::int from pg_stat_activity where usename = '{Role}' and wait_event = 'PgSleep'") > 0);

    private protected static Task<SqlResult> RunAsync(SqlConnections connections, string organisation, params string[] statements) =>
        RunAsync(connections, organisation, [.. statements.Select(static sql => new SqlStatement(sql, null))]);

    private protected static async Task<SqlResult> RunAsync(SqlConnections connections, string organisation, params SqlStatement[] statements)
    {
        var plan = SqlPlans.Of("shop", statements);
        return await connections.RunAsync(plan, new SqlRun($"msg_z{Interlocked.Increment(ref _runs)}", "op_x", 0, [.. statements.Select(static _ => Array.Empty<SqlValue>())], organisation));
    }

    private protected async Task<SqlResult> RunAsync(string sql)
    {
        using var connections = Open();
        return await RunAsync(connections, "org_a", sql);
    }

    private protected SqlConnections Open(int timeoutMs = 60_000, bool anyRole = false, int inAll = 32) => Open(Connection, timeoutMs, anyRole, inAll);

    private protected static SqlConnections Open(NamedConnection connection, int timeoutMs = 60_000, bool anyRole = false, int inAll = 32) =>
        new([connection], new SqlOptions(TimeSpan.FromMilliseconds(timeoutMs), TimeSpan.FromDays(100), 4, inAll, anyRole), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 2);

    private protected string Named(string sql) => sql.Replace("{role}", Role, StringComparison.Ordinal)
        .Replace("{database}", new NpgsqlConnectionStringBuilder(Connection.Address).Database, StringComparison.Ordinal);

    /// <summary>Runs what the refusal says, as its reader would.</summary>
    private protected async Task MendAsync()
    {
        if ((await RunAsync("select 1")) is not { Status: SqlStatus.NoConnection or SqlStatus.Blocked, Error: { } said }) return;
        await ExecuteAsync(string.Join('\n', said.Split('\n')[1..^1]));
    }

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private protected async Task<int> ScalarAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
