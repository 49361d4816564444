using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>What PostgreSQL's errors (appendix A of its manual) mean for a run.</summary>
internal static class PostgresFailure
{
    private const string QueryCanceled = "57014";
    private const string MarkerKey = "ringback_run_pkey";

    /// <summary>Not for a reason of the rows or statements: nothing of the batch can be done now.</summary>
    public static bool IsOfConnection(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => state is not QueryCanceled && Class(state) is "08" or "53" or "57" or "58",
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>
    /// Somebody else ended or cancelled it, or took what the server has of locks, memory or sessions: nothing was wrong with the run.
    /// </summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="wasConnected">Whether there was a session, which then may have ended without a word.</param>
    /// <param name="tookMs">How long the statements took.</param>
    /// <param name="limitMs">How long one of them may take.</param>
    public static bool IsFromOutside(Exception failure, bool wasConnected, long tookMs, long limitMs) => failure switch
    {
        // The text of a cancel is all that tells who did it, and it may be in another language.
        PostgresException { SqlState: QueryCanceled, MessageText: var text } => tookMs < limitMs
            ? !text.Contains("statement timeout", StringComparison.Ordinal)
            : text.Contains("user request", StringComparison.Ordinal),
        PostgresException { SqlState: var state } => state is "57P01" or "57P02" or "53200" or "53300" || Class(state) == "08",
        NpgsqlException => wasConnected && !IsTooLate(failure),
        _ => false,
    };

    /// <summary>What a run gets that was stopped from outside.</summary>
    public static SqlResult Postponed(Exception failure) => SqlResult.Failed(
        SqlStatus.Postponed,
        failure is PostgresException refused
            ? $"Another program stopped the statement, and Ringback retries the run: {WithoutValues(refused.MessageText)} (SQLSTATE {refused.SqlState})."
            : "Another program ended the session with the database, and Ringback retries the run.");

    /// <summary>The time for a statement, or for a lock, was over: with more time it may succeed.</summary>
    public static bool IsOfTime(Exception failure) => failure is PostgresException { SqlState: QueryCanceled or "55P03" or "40P01" };

    /// <summary>The client stopped it, as the server didn't.</summary>
    public static bool IsTooLate(Exception failure) => failure is NpgsqlException { InnerException: TimeoutException };

    public static SqlResult ToResult(Exception failure)
    {
        if (failure is not PostgresException refused)
            return SqlResult.Failed(SqlStatus.Refused, failure.Message);
        var status = refused.SqlState switch
        {
            QueryCanceled => SqlStatus.TimedOut,
            // Somebody else is doing the very same run: then its marker will be there.
            "23505" when refused.ConstraintName == MarkerKey => SqlStatus.Unavailable,
            // Serialisation, deadlock, a lock not to be had: the next try may do.
            "40001" or "40P01" or "55P03" => SqlStatus.Unavailable,
            var state when Class(state) == "23" => SqlStatus.Constraint,
            _ => SqlStatus.Refused,
        };
        return SqlResult.Failed(status, $"{WithoutValues(refused.MessageText)} (SQLSTATE {refused.SqlState})");
    }

    /// <summary>Messages name tables and columns; where they show a value (<c>invalid input syntax for type integer: "abc"</c>), it stands last.</summary>
    private static string WithoutValues(string text)
    {
        var at = text.IndexOf(": \"", StringComparison.Ordinal);
        return at < 0 ? text : text[..at];
    }

    /// <summary>
    /// Why a session wasn't opened, when Npgsql doesn't say it with an exception of its own: it refuses combinations of parameters only
    /// then, and doesn't wrap what the system says of names and files. The text shows no part of the address, and the cause is left out.
    /// </summary>
    public static NpgsqlException OfOpening(Exception failure) => new(failure switch
    {
        SocketException { SocketErrorCode: var code } => $"The host in the connection's address can't be found or reached ({code}).",
        IOException or UnauthorizedAccessException or CryptographicException => "A file that the connection's address names can't be read, or is not valid (for example a certificate).",
        _ => $"Npgsql doesn't accept the connection's address: the host is missing, or a parameter can't be used ({failure.GetType().Name}).",
    });

    /// <summary>What may be said of a failure: nothing that holds an address or values.</summary>
    public static string ReasonOf(Exception failure) => failure switch
    {
        PostgresException refused => refused.MessageText,
        NpgsqlException => failure.Message,
        _ => $"Npgsql, the PostgreSQL driver, failed ({failure.GetType().Name}).",
    };

    private static string Class(string state) => state.Length == 5 ? state[..2] : "";
}
