using Npgsql;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Schema;

namespace Ringback.Storage.Postgres.Tests;

/// <summary>A database with the schema: the test's own, or one that it shares with other tests that change nothing in it.</summary>
public abstract class PostgresTest(PostgresDatabases databases, bool isShared = false) : IAsyncLifetime
{
    private readonly List<PostgresDatabase> _opened = [];

    internal PostgresDatabases Databases => databases;

    internal PostgresConnections Connections { get; private set; } = null!;

    /// <summary>A session as the writer's.</summary>
    internal PostgresDatabase Database => field ??= Open(SessionLimits.Writer);

    public virtual async ValueTask InitializeAsync()
    {
        Connections = new PostgresConnections(await (isShared ? databases.SharedAsync() : databases.CreateAsync()));
        PostgresSchema.Migrate(Connections, TimeProvider.System);
    }

    public virtual ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
            database.Dispose();
        Connections?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal PostgresDatabase Open(SessionLimits limits)
    {
        var database = Connections.Open(limits);
        _opened.Add(database);
        return database;
    }

    /// <summary>Ends a session as an administrator would, and waits until it is gone.</summary>
    internal void End(int process)
    {
        using var other = Connections.Open(SessionLimits.Writer);
        other.Prepared("select pg_terminate_backend(?::integer, 30000)").Bind(process).Scalar().ShouldBe(1);
    }

    /// <summary>A setting of the session, as PostgreSQL shows it.</summary>
    internal static string ValueOf(PostgresDatabase database, string setting)
    {
        var row = database.Prepared("select current_setting(?)").Bind(setting);
        row.Step().ShouldBeTrue();
        var value = row.Text(0);
        row.Reset();
        return value;
    }

    /// <summary>The database's address, changed.</summary>
    internal PostgresSettings With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(Connections.Settings.ConnectionString);
        change(builder);
        return new PostgresSettings(builder.ConnectionString);
    }
}
