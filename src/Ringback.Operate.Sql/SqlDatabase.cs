using System.Collections.Concurrent;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sqlite;

namespace Ringback.Operate.Sql;

/// <summary>A database that the settings name. Each organisation has a queue and sessions of its own.</summary>
internal sealed class SqlDatabase : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<OrganisationQueue>> _queues = new(StringComparer.Ordinal);
    private readonly Func<string, OrganisationQueue> _start;

    public SqlDatabase(NamedConnection connection, SqlOptions options, TimeProvider clock)
    {
        Connection = connection;
        Func<SqlSession> open;
        if (connection.Kind == ConnectionKind.Sqlite)
        {
            var turns = new FileTurns();
            open = () => new SqliteSession(connection, options, turns);
        }
        else
        {
            var address = PostgresAddress.ToConnectionString(connection, options.Timeout);
            open = () => new PostgresSession(connection, address, options);
        }

        _start = _ => new OrganisationQueue("ringback-sql-" + connection.Name, open, options, clock);
    }

    public NamedConnection Connection { get; }

    public ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run) =>
        _queues.GetOrAdd(run.Organisation, static (id, start) => new Lazy<OrganisationQueue>(() => start(id)), _start).Value.RunAsync(plan, run);

    /// <summary>Commits what waits, then lets go of the database.</summary>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
            queue.Value.Dispose();
    }
}
