using System.Globalization;
using Npgsql;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Schema;
using Ringback.Testing;

namespace Ringback.Bench.Server;

/// <summary>A PostgreSQL of the bench's own (Debian's, durable), with a database for each run.</summary>
internal sealed class PostgresTarget : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private int _databases;

    private PostgresTarget(PostgresServer server) => _server = server;

    public static async Task<PostgresTarget> StartAsync() => new(await PostgresServer.StartAsync(isSynced: true, "shared_preload_libraries=pg_stat_statements", "shared_buffers=1GB", "max_wal_size=4GB"));

    /// <summary>A new database, with Ringback's schema.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> NewDatabaseAsync(CancellationToken stop)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench{++_databases}");
        await using var admin = NpgsqlDataSource.Create(_server.ConnectionString);
        await using (var create = admin.CreateCommand($"create database {name}"))
            await create.ExecuteNonQueryAsync(stop);
        var address = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = name }.ConnectionString;
        using var connections = new PostgresConnections(new PostgresSettings(address));
        PostgresSchema.Migrate(connections, TimeProvider.System);
        await using var added = NpgsqlDataSource.Create(address);
        await using var extension = added.CreateCommand("create extension pg_stat_statements");
        await extension.ExecuteNonQueryAsync(stop);
        return address;
    }

    /// <summary>What the server has done so far in a database.</summary>
    public static async Task<PostgresCounts> CountAsync(string address, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(
            "select (select sum(calls)::bigint from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = current_database()), "
            + "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint, (select xact_commit from pg_stat_database where datname = current_database()), "
            + "(select coalesce(max(seq), 0) from ringback.message), "
            + "(select coalesce(max(n_dead_tup), 0)::bigint from pg_stat_user_tables where relname in ('work', 'lease', 'meta', 'dedupe'))");
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return new PostgresCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <param name="Statements">Run, by pg_stat_statements.</param>
/// <param name="WalBytes">Written to the log, of all databases.</param>
/// <param name="Commits">Transactions committed.</param>
/// <param name="Messages">The seq of the last message.</param>
/// <param name="Dead">Dead rows of the hot table that has most of them.</param>
internal readonly record struct PostgresCounts(long Statements, long WalBytes, long Commits, long Messages, long Dead)
{
    /// <summary>What was done for each message since then, in words.</summary>
    public string PerMessage(PostgresCounts before)
    {
        var messages = Math.Max(1, Messages - before.Messages);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"per message {(double)(Statements - before.Statements) / messages:0.000} statements, {(WalBytes - before.WalBytes) / messages} bytes of WAL, {(double)(Commits - before.Commits) / messages:0.000} commits; at most {Dead} dead rows in a hot table");
    }
}
