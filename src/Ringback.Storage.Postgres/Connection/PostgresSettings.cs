using Npgsql;
using Ringback.Core.Commit;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>Where the database is.</summary>
/// <param name="ConnectionString">As Npgsql takes it. The first schema of its search path is Ringback's.</param>
/// <param name="IsBehindPooler">
/// Whether a pooler stands before it that gives each transaction another session (PgBouncer). It is found out when it refuses the settings
/// of a session.
/// </param>
/// <param name="SessionName">Of all sessions of this process (application_name), by which another node finds those of one that hangs.</param>
internal sealed record PostgresSettings(string ConnectionString, bool IsBehindPooler = false, string SessionName = "ringback")
{
    /// <value>The schema where none is named.</value>
    public const string DefaultSchema = "ringback";

    private const int ConnectSeconds = 5;
    private const int Buffer = 1 << 16;

    /// <value>The schema of the tables: the first of the search path.</value>
    public string Schema => Parse().SearchPath is { Length: > 0 } path ? path.Split(',')[0].Trim().Trim('"') : DefaultSchema;

    /// <value>For texts of SQL.</value>
    public string QuotedSchema => Quote(Schema);

    /// <summary>Makes sessions, each of them a connection of its own.</summary>
    public NpgsqlDataSource ToSource(SessionLimits limits)
    {
        var builder = Parse();
        builder.ApplicationName = SessionName;
        builder.Pooling = false;
        builder.Enlist = false;
        builder.Multiplexing = false;
        builder.NoResetOnClose = true;
        // An error's detail shows values of rows.
        builder.IncludeErrorDetail = false;
        // 15 s is Npgsql's own.
        builder.Timeout = builder.Timeout == 15 ? ConnectSeconds : builder.Timeout;
        builder.CommandTimeout = limits.StatementMs == 0 ? 0 : (limits.StatementMs + SessionLimits.NetworkMs) / 1000;
        // To cancel a statement takes another connection, to a server that didn't answer: the session is given up at once.
        builder.CancellationTimeout = -1;
        builder.TcpKeepAlive = true;
        builder.TcpKeepAliveTime = SessionLimits.NetworkMs;
        builder.TcpKeepAliveInterval = SessionLimits.NetworkMs / 5;
        builder.ReadBufferSize = Math.Max(builder.ReadBufferSize, Buffer);
        builder.WriteBufferSize = Math.Max(builder.WriteBufferSize, Buffer);
        if (IsBehindPooler)
        {
            builder.SearchPath = null;
            builder.Options = null;
            // Another session doesn't know the statement.
            builder.MaxAutoPrepare = 0;
        }
        else
        {
            builder.SearchPath = QuotedSchema;
            // What the address sets stands: synchronous_commit=remote_apply is more than ours.
            var given = builder.Options ?? "";
            builder.Options = string.Join(' ', limits.Settings.Where(setting => !given.Contains(setting.Name + "=", StringComparison.Ordinal))
                .Select(static setting => $"-c {setting.Name}={setting.Value}").Prepend(given)).Trim();
            builder.MaxAutoPrepare = builder.MaxAutoPrepare == 0 ? 256 : builder.MaxAutoPrepare;
            builder.AutoPrepareMinUsages = 2;
        }

        var source = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        // Only types that every PostgreSQL has are used: the list of the others isn't read.
        source.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        return source.Build();
    }

    /// <summary>The settings of a session, as a statement that holds until the end of the transaction.</summary>
    public NpgsqlBatchCommand? Prelude(SessionLimits limits)
    {
        if (!IsBehindPooler)
            return null;
        var values = limits.Settings.Prepend(("search_path", QuotedSchema)).Select(static setting => $"set_config('{setting.Item1}', {Text(setting.Item2)}, true)");
        return new NpgsqlBatchCommand($"select {string.Join(", ", values)}");
    }

    private static string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private NpgsqlConnectionStringBuilder Parse()
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Without its cause, which names what it doesn't know: the rest of a password with a semicolon in it.
            throw new StoreUnavailableException("The address of the database isn't a connection string, or has a parameter that Npgsql doesn't know.");
        }
    }
}
