using Npgsql;
using Ringback.Storage.Postgres.Connection;
using Ringback.Testing;

[assembly: AssemblyFixture(typeof(Ringback.Storage.Postgres.Tests.PostgresDatabases))]

namespace Ringback.Storage.Postgres.Tests;

/// <summary>One server for all tests, started by the first one that asks for it; each test has a database of its own.</summary>
public sealed class PostgresDatabases : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<PostgresServer>? _server;
    private Task<PostgresSettings>? _shared;
    private int _made;

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    internal async Task<PostgresSettings> CreateAsync(string? encoding = null)
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        Task<PostgresServer> starting;
        lock (_lock) starting = _server ??= PostgresServer.StartAsync();
        var server = await starting;
        var name = $"test{Interlocked.Increment(ref _made)}";
        await using var admin = NpgsqlDataSource.Create(server.ConnectionString);
        await using var create = admin.CreateCommand(
            $"create database {name}{(encoding is null ? "" : $" encoding '{encoding}' template template0 locale 'C'")}");
        await create.ExecuteNonQueryAsync();
        return new PostgresSettings(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString);
    }

    /// <summary>One database, with the schema, of all tests that change nothing in it.</summary>
    internal Task<PostgresSettings> SharedAsync()
    {
        // A test that is skipped must not be the task of another one.
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        lock (_lock) return _shared ??= CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await (await _server).DisposeAsync();
    }
}
