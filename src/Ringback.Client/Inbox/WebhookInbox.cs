using System.Data.Common;

namespace Ringback.Client;

/// <summary>Makes inboxes on a database of the application.</summary>
public static class WebhookInbox
{
    /// <summary>
    /// An inbox on SQLite or PostgreSQL. The library refers to no driver: give it the data source of yours
    /// (<c>NpgsqlDataSource.Create(…)</c>, <c>SqliteFactory.Instance.CreateDataSource(…)</c>).
    /// </summary>
    /// <param name="database">Of the database that the handlers write to.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The dialect can't be told, or the prefix can't begin a table's name.</exception>
    public static IWebhookInbox On(DbDataSource database, WebhookInboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        options ??= new WebhookInboxOptions();
        var dialect = options.Dialect == InboxDialect.Detect ? Detect(database) : options.Dialect;
        return new SqlInbox(database, new InboxSql(dialect, options.TablePrefix), options.CreateTables, options.Clock);
    }

    /// <summary>The SQL that makes the tables and indexes where they are missing, for those who make them by their own migrations.</summary>
    /// <param name="dialect">Not <see cref="InboxDialect.Detect"/>.</param>
    /// <param name="tablePrefix">As in <see cref="WebhookInboxOptions.TablePrefix"/>.</param>
    public static string Schema(InboxDialect dialect, string tablePrefix = "webhook_") =>
        dialect == InboxDialect.Detect
            ? throw new ArgumentException("give the name of the database", nameof(dialect))
            : new InboxSql(dialect, tablePrefix).Schema;

    private static InboxDialect Detect(DbDataSource database)
    {
        using var connection = database.CreateConnection();
        var name = connection.GetType().FullName ?? "";
        if (name.Contains("sqlite", StringComparison.OrdinalIgnoreCase)) return InboxDialect.Sqlite;
        return name.Contains("npgsql", StringComparison.OrdinalIgnoreCase)
            ? InboxDialect.Postgres
            : throw new ArgumentException($"{name} is neither Microsoft.Data.Sqlite nor Npgsql; if it speaks the SQL of one of them, set {nameof(WebhookInboxOptions)}.{nameof(WebhookInboxOptions.Dialect)}", nameof(database));
    }
}
