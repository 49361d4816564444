using System.Net.Sockets;
using Npgsql;
using Ringback.Core.Commit;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// What PostgreSQL's errors (appendix A of its manual) mean for the store. Where the database can't be used for now, the message says why
/// and what to do; the address of the database is in none.
/// </summary>
internal static class SessionFailure
{
    /// <param name="failure">What Npgsql threw.</param>
    /// <param name="isBroken">Whether the session has ended.</param>
    public static Exception Translate(Exception failure, bool isBroken)
    {
        var message = failure switch
        {
            StoreUnavailableException or NpgsqlOperationInProgressException => null,
            PostgresException refused => Refused(refused),
            NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
                "PostgreSQL did not answer in time. Ringback connects again. Check the database server and the network.",
            NpgsqlException { InnerException: SocketException socket } => Unreachable(socket),
            SocketException socket => Unreachable(socket),
            NpgsqlException or IOException => "The connection to PostgreSQL ended. Ringback connects again. Check the database server and the network.",
            // Npgsql's own words for a session that ended before the statement.
            InvalidOperationException when isBroken => "The connection to PostgreSQL has ended. Ringback connects again.",
            _ => null,
        };
        return message is null ? failure : new StoreUnavailableException(message, failure);
    }

    private static string? Refused(PostgresException refused)
    {
        var reason = $"{refused.MessageText} (SQLSTATE {refused.SqlState})";
        return refused.SqlState switch
        {
            "53100" => $"The disk of the database server is full: {reason}. Free space on it.",
            "53300" => $"PostgreSQL has no connection left: {reason}. Raise its max_connections, or reduce the number of connections of other programs.",
            "25006" => $"PostgreSQL accepts no writes: {reason}. Check that the address is the primary's and not a standby's (Target Session Attributes=primary).",
            "57014" => $"PostgreSQL stopped a statement that took too long, or that somebody canceled: {reason}. Check the load of the database server, and its locks (pg_stat_activity).",
            "55P03" => $"A lock was held too long by another session: {reason}. Find the session that holds it (pg_locks), and end it.",
            "40001" or "40P01" => $"Another session was in the way: {reason}. Nothing was kept, and the request can be sent again.",
            "25P03" or "25P04" => $"PostgreSQL ended a transaction that took too long: {reason}. Check whether this machine has too little CPU or memory.",
            "28000" or "28P01" => $"PostgreSQL refused the login: {reason}. Check the user, its password and pg_hba.conf.",
            "3D000" => $"PostgreSQL doesn't have the database: {reason}. Create it, or correct the address.",
            var state => state[..2] switch
            {
                "08" => $"The connection to PostgreSQL failed: {reason}. Check the database server and the network.",
                "53" => $"PostgreSQL has too few resources: {reason}. Check memory and limits of the database server.",
                "57" => $"PostgreSQL ended the session or isn't ready: {reason}. Ringback connects again.",
                "58" => $"PostgreSQL's files can't be read or written: {reason}. Check the disk of the database server.",
                "XX" when state is "XX001" or "XX002" => $"PostgreSQL's files are damaged: {reason}. Restore a backup.",
                _ => null,
            },
        };
    }

    private static string Unreachable(SocketException socket) =>
        $"PostgreSQL can't be reached ({socket.SocketErrorCode}). Check that it runs, and its address and port.";
}
