namespace Ringback.Client;

/// <summary>Whose SQL an inbox speaks.</summary>
public enum InboxDialect
{
    /// <summary>Told from the type of the data source's connections: Microsoft.Data.Sqlite or Npgsql.</summary>
    Detect = 0,

    /// <summary>SQLite 3.35 and later.</summary>
    Sqlite = 1,

    /// <summary>PostgreSQL 12 and later.</summary>
    Postgres = 2,
}

/// <summary>How an inbox keeps its tables.</summary>
public sealed class WebhookInboxOptions
{
    /// <summary>Whose SQL to speak.</summary>
    /// <value>Default <see cref="InboxDialect.Detect"/>.</value>
    public InboxDialect Dialect { get; set; }

    /// <summary>What the tables' names begin with: lower-case letters, digits and underscores; on PostgreSQL a schema and a dot may stand before.</summary>
    /// <value>Default <c>webhook_</c>: the tables <c>webhook_done</c> and <c>webhook_inbox</c>.</value>
    public string TablePrefix { get; set; } = "webhook_";

    /// <summary>Whether missing tables are made at the first use. If not, make them with <see cref="WebhookInbox.Schema"/>.</summary>
    /// <value>Default true.</value>
    public bool CreateTables { get; set; } = true;

    /// <summary>What times are taken from.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
