using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sessions;
using Ringback.Operate.Sql.Sqlite;

namespace Ringback.Operate.Sql;

/// <summary>A database that the settings name. Each organisation has a queue and sessions of its own.</summary>
internal sealed class SqlDatabase : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<OrganisationQueue>> _queues = new(StringComparer.Ordinal);
    private readonly Func<string, OrganisationQueue> _start;
    private readonly ConnectionHealth _health;
    private readonly Func<(ConnectionState, string?, string?)>? _check;

    /// <param name="isShared">Whether several organisations use its role now.</param>
    public SqlDatabase(NamedConnection connection, SqlOptions options, Func<bool> isShared, TimeProvider clock, ILogger logger)
    {
        Connection = connection;
        _health = new ConnectionHealth(connection, clock, logger);
        Func<SqlSession> open;
        if (connection.Kind == ConnectionKind.Sqlite)
        {
            var turns = new FileTurns();
            open = () => new SqliteSession(connection, options, turns, _health);
        }
        else
        {
            var address = PostgresAddress.ToConnectionString(connection, options.Timeout);
            open = () => new PostgresSession(connection, address, options, isShared, _health);
            _check = () => PostgresSession.Check(connection, address, options, isShared());
        }

        var gate = new SessionGate(options.SessionsInAll);
        _start = organisation => new OrganisationQueue("ringback-sql-" + connection.Name, organisation, gate, open, options, clock);
    }

    public NamedConnection Connection { get; }

    public ConnectionReport Report => _health.Report;

    /// <summary>Looks whether operations may run, before one has to. Waits for the database; doesn't throw.</summary>
    public void Check()
    {
        try
        {
            // Of a file there is nothing to know before somebody writes to it.
            if (_check is null)
                return;
            var (state, problem, warning) = _check();
            _health.Update(state, problem, warning);
        }
        catch (Exception unreachable)
        {
            // It has a thread of its own: what isn't caught here ends the process.
            _health.Update(ConnectionState.Unreachable, PostgresFailure.ReasonOf(unreachable));
        }
    }

    public ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run) =>
        _queues.GetOrAdd(run.Organisation, static (id, start) => new Lazy<OrganisationQueue>(() => start(id)), _start).Value.RunAsync(plan, run);

    /// <summary>Commits what waits, then lets go of the database.</summary>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
            queue.Value.Dispose();
    }
}
