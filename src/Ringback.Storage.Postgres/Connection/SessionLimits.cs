using System.Globalization;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>How long a session may take. What hangs must not hold its locks, and a held snapshot keeps PostgreSQL from cleaning its tables.</summary>
/// <param name="StatementMs">For a statement; 0: as long as it takes.</param>
/// <param name="LockMs">For a lock.</param>
/// <param name="IdleMs">Between two statements of a transaction: a node that froze in one loses its session.</param>
internal sealed record SessionLimits(int StatementMs, int LockMs, int IdleMs)
{
    /// <value>How long a server waits for a client that doesn't acknowledge, and the client for the server's answer beyond a statement's limit.</value>
    public const int NetworkMs = 10_000;

    public static SessionLimits Writer { get; } = new(30_000, 5_000, 2_000);

    public static SessionLimits Reader { get; } = new(10_000, 5_000, 10_000);

    /// <value>For the row that says who owns the database.</value>
    public static SessionLimits Lease { get; } = new(2_000, 1_000, 2_000);

    /// <value>For changes of the schema: other nodes that start wait for the one that does them.</value>
    public static SessionLimits Schema { get; } = new(0, 600_000, 60_000);

    /// <summary>The settings of a session, and their values.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("statement_timeout", Text(StatementMs)),
        ("lock_timeout", Text(LockMs)),
        ("idle_in_transaction_session_timeout", Text(IdleMs)),
        ("tcp_user_timeout", Text(NetworkMs)),
        // A node that was cut off in the middle of a batch is not idle to the server.
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "1"),
        ("tcp_keepalives_count", "5"),
        ("client_min_messages", "warning"),
        // Whatever the database or role has: an answer of 202 says that a message is on disk.
        ("synchronous_commit", "on"),
        // Each statement is a range of an index, whose length its limit says: a plan that reads a whole table is never better, but may seem so.
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
    ];

    private static string Text(int milliseconds) => milliseconds.ToString(CultureInfo.InvariantCulture);
}
