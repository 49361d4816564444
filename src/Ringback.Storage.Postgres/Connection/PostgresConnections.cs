using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using Ringback.Core.Commit;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>Opens sessions.</summary>
internal sealed class PostgresConnections(PostgresSettings settings) : IDisposable
{
    private readonly ConcurrentDictionary<(PostgresSettings, SessionLimits), NpgsqlDataSource> _sources = [];

    // Replaced by one that says so when a pooler is found.
    private volatile PostgresSettings _settings = settings;

    public PostgresSettings Settings => _settings;

    /// <summary>A database with an open session.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be reached, refuses the session, or wouldn't keep what is committed.</exception>
    public PostgresDatabase Open(SessionLimits limits)
    {
        var database = new PostgresDatabase(this, limits);
        try
        {
            database.Open();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <returns>A session, and what must go before each of its transactions.</returns>
    /// <exception cref="StoreUnavailableException">The database can't be reached, refuses the session, or wouldn't keep what is committed.</exception>
    public (NpgsqlConnection Connection, NpgsqlBatchCommand? Prelude) Connect(SessionLimits limits)
    {
        try
        {
            return Connect(_settings, limits);
        }
        catch (StoreUnavailableException refused) when (!_settings.IsBehindPooler && IsPooler(refused.InnerException))
        {
            _settings = _settings with { IsBehindPooler = true };
            return Connect(_settings, limits);
        }
    }

    /// <summary>Sessions that are open stay so.</summary>
    public void Dispose()
    {
        foreach (var source in _sources.Values)
            source.Dispose();
    }

    /// <summary>PgBouncer refuses settings that it would have to give to each session.</summary>
    private static bool IsPooler(Exception? failure) =>
        failure is PostgresException { SqlState: "08P01", MessageText: var text } && text.Contains("unsupported startup parameter", StringComparison.Ordinal);

    private (NpgsqlConnection Connection, NpgsqlBatchCommand? Prelude) Connect(PostgresSettings settings, SessionLimits limits)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = _sources.GetOrAdd((settings, limits), static key => key.Item1.ToSource(key.Item2)).CreateConnection();
            connection.Open();
            var prelude = settings.Prelude(limits);
            Check(connection, prelude);
            return (connection, prelude);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            throw SessionFailure.Translate(failure, isBroken: true) switch
            {
                StoreUnavailableException unavailable => unavailable,
                PostgresException refused => new StoreUnavailableException($"PostgreSQL refused the session: {refused.MessageText} (SQLSTATE {refused.SqlState}).", refused),
                // Npgsql looks at some parameters only now. Its message may show a part of the address.
                ArgumentException or InvalidOperationException or NotSupportedException or IOException or UnauthorizedAccessException or CryptographicException =>
                    new StoreUnavailableException($"The address of the database can't be used ({failure.GetType().Name}): a parameter is missing or not valid, or a file that it names can't be read."),
                var other => other,
            };
        }
    }

    private static void Check(NpgsqlConnection connection, NpgsqlBatchCommand? prelude)
    {
        using var batch = new NpgsqlBatch(connection);
        if (prelude is not null)
            batch.BatchCommands.Add(prelude);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select current_setting('synchronous_commit'), current_setting('server_encoding'), current_setting('server_version_num')::integer"));
        using var row = batch.ExecuteReader();
        if (prelude is not null)
            row.NextResult();
        row.Read();
        if (row.GetString(0) is "off")
            throw new StoreUnavailableException("PostgreSQL did not accept synchronous_commit=on. Without this setting, a message that was answered with 202 could be lost.");
        if (row.GetString(1) is not "UTF8" and var encoding)
            throw new StoreUnavailableException($"The database has the encoding {encoding}, which can't hold every text. Create one with the encoding UTF8.");
        if (row.GetInt32(2) < 140_000)
            throw new StoreUnavailableException("The database server is older than PostgreSQL 14. Upgrade it.");
    }
}
