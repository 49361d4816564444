using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sqlite;

namespace Ringback.Operate.Sql;

/// <inheritdoc cref="ISqlConnections"/>
internal sealed class SqlConnections : ISqlConnections, IDisposable
{
    private readonly Dictionary<string, SqlTarget> _targets = new(StringComparer.Ordinal);

    public SqlConnections(IReadOnlyList<NamedConnection> connections, SqlOptions options, TimeProvider clock)
    {
        foreach (var connection in connections)
            _targets[connection.Name] = connection.Kind == ConnectionKind.Sqlite
                ? new SqliteTarget(connection, options, clock)
                : new PostgresTarget(connection, options, clock);
        Names = [.. _targets.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    public ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run) =>
        _targets.TryGetValue(plan.Connection, out var target)
            ? target.RunAsync(plan, run)
            : new(SqlResult.Failed(SqlStatus.NoConnection, $"The server's settings name no connection {plan.Connection}."));

    /// <summary>Commits what waits, then lets go of the databases.</summary>
    public void Dispose()
    {
        foreach (var target in _targets.Values)
            target.Dispose();
    }
}
