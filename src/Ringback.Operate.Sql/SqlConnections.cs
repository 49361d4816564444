using Microsoft.Extensions.Logging;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql;

/// <inheritdoc cref="ISqlConnections"/>
internal sealed class SqlConnections : ISqlConnections, IDisposable
{
    private readonly Dictionary<string, SqlDatabase> _databases = new(StringComparer.Ordinal);

    private Thread[] _checks = [];

    /// <param name="organisations">How many the server has now.</param>
    public SqlConnections(IReadOnlyList<NamedConnection> connections, SqlOptions options, TimeProvider clock, ILogger logger, Func<int> organisations)
    {
        foreach (var connection in connections)
        {
            var isOfMany = connections.Any(other => other.Organisation != connection.Organisation && PostgresAddress.AreOfOneRole(connection, other));
            _databases[connection.Name] = new SqlDatabase(connection, options, () => isOfMany || (connection.Organisation is null && organisations() > 1), clock, logger);
        }
    }

    /// <summary>Looks at each of them in the background, and says what is wrong.</summary>
    public void Check()
    {
        _checks = [.. _databases.Values.Select(static one => new Thread(one.Check) { IsBackground = true, Name = "ringback-sql-check" })];
        foreach (var check in _checks)
            check.Start();
    }

    public IReadOnlyList<ConnectionReport> ReportsFor(string organisation) =>
        [.. _databases.Values.Where(one => one.Connection.IsFor(organisation)).Select(static one => one.Report)];

    public IReadOnlyList<string> NamesFor(string organisation) =>
        [.. _databases.Values.Where(one => one.Connection.IsFor(organisation)).Select(static one => one.Connection.Name)];

    public ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run) =>
        _databases.TryGetValue(plan.Connection, out var one) && one.Connection.IsFor(run.Organisation)
            ? one.RunAsync(plan, run)
            : new(SqlResult.Failed(SqlStatus.NoConnection, $"The setting connections has no connection {plan.Connection} for this organisation."));

    /// <summary>Commits what waits, then lets go of the databases.</summary>
    public void Dispose()
    {
        foreach (var check in _checks)
            check.Join();
        foreach (var database in _databases.Values)
            database.Dispose();
    }
}
