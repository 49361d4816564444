using Npgsql;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>A PostgreSQL for all tests of this collection, which run one after the other; each has a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgres : ICollectionFixture<SharedPostgres>, IAsyncLifetime
{
    public const string Name = "PostgreSQL";

    private int _databases;

    internal PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Missing is null) Server = await PostgresServer.StartAsync(isSynced: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
    }

    /// <summary>Makes a database.</summary>
    internal async Task<ChaosDatabase> CreateAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        var name = $"chaos{++_databases}";
        await new ChaosDatabase(Server.ConnectionString).ExecuteAsync($"create database {name}");
        return new ChaosDatabase(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = name }.ConnectionString);
    }
}
