using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Ringback.Testing;

[assembly: AssemblyFixture(typeof(Ringback.Client.Tests.Inbox.Databases))]

namespace Ringback.Client.Tests.Inbox;

/// <summary>Databases for tests, each of its own; PostgreSQL is started by the first test that asks for it.</summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-client-").FullName;
    private Task<PostgresServer>? _postgres;
    private int _made;

    public DbDataSource Sqlite() => SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(_folder, $"{Interlocked.Increment(ref _made)}.db")}");

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    public async Task<DbDataSource> PostgresAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        Task<PostgresServer> starting;
        lock (_lock) starting = _postgres ??= PostgresServer.StartAsync();
        var server = await starting;
        var name = $"test{Interlocked.Increment(ref _made)}";
        await using var admin = NpgsqlDataSource.Create(server.ConnectionString);
        await using var create = admin.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name });
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await (await _postgres).DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
