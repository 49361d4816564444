using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sqlite;

namespace Ringback.Operate.Sql;

/// <inheritdoc cref="ISqlConnections"/>
internal sealed class SqlConnections : ISqlConnections, IDisposable
{
    private readonly Dictionary<string, (NamedConnection Connection, SqlTarget Target)> _targets = new(StringComparer.Ordinal);

    public SqlConnections(IReadOnlyList<NamedConnection> connections, SqlOptions options, TimeProvider clock)
    {
        foreach (var connection in connections)
        {
            _targets[connection.Name] = (connection, connection.Kind == ConnectionKind.Sqlite
                ? new SqliteTarget(connection, options, clock)
                : new PostgresTarget(connection, options, clock));
        }
    }

    public IReadOnlyList<string> NamesFor(string organisation) =>
        [.. _targets.Values.Where(one => one.Connection.IsFor(organisation)).Select(static one => one.Connection.Name)];

    public ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run) =>
        _targets.TryGetValue(plan.Connection, out var one) && one.Connection.IsFor(run.Organisation)
            ? one.Target.RunAsync(plan, run)
            : new(SqlResult.Failed(SqlStatus.NoConnection, $"The server's settings name no connection {plan.Connection} for this organisation."));

    /// <summary>Commits what waits, then lets go of the databases.</summary>
    public void Dispose()
    {
        foreach (var (_, target) in _targets.Values)
            target.Dispose();
    }
}
