namespace Ringback.Core.Operate;

/// <summary>The databases that the server's settings name.</summary>
internal interface ISqlConnections
{
    /// <summary>The names of those that an organisation (<c>org_…</c>) may use.</summary>
    IReadOnlyList<string> NamesFor(string organisation);

    /// <summary>How those stand that an organisation may use.</summary>
    IReadOnlyList<ConnectionReport> ReportsFor(string organisation);

    /// <summary>
    /// Runs statements and writes their marker in one transaction, shared with what else waits for this database; each run in a
    /// savepoint of its own. When the marker is there already nothing is run, and what it says is the result. Doesn't throw.
    /// </summary>
    ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run);
}

/// <summary>One message's statements.</summary>
/// <param name="Message"><c>msg_…</c></param>
/// <param name="Operation"><c>op_…</c></param>
/// <param name="Run">0, or the number of a forced replay: what makes its effect another one.</param>
/// <param name="Values">By statement.</param>
/// <param name="Organisation">Whose operation it is (<c>org_…</c>): it may have lost its connection.</param>
internal sealed record SqlRun(string Message, string Operation, long Run, SqlValue[][] Values, string Organisation);

internal enum SqlStatus
{
    Done = 0,

    /// <summary>The database refused the rows: 409.</summary>
    Constraint = 1,

    /// <summary>The database refused a statement: 422.</summary>
    Refused = 2,

    /// <summary>There is no such connection, or it can't be used for this: 424.</summary>
    NoConnection = 3,

    /// <summary>It can't be reached, or couldn't do it now: 503.</summary>
    Unavailable = 4,

    /// <summary>It took too long: 504.</summary>
    TimedOut = 5,

    /// <summary>Its owner has to mend it first: 503. Runs wait until then, and no try is used up.</summary>
    Blocked = 6,

    /// <summary>Something from outside was in its way, which another time won't be: 503. It is tried again later, and no try is used up.</summary>
    Postponed = 7,
}

/// <param name="Rows">Changed by each statement, when done.</param>
/// <param name="Found">Whether it was done before, as its marker says.</param>
/// <param name="Error">Why it isn't done; holds no parameter.</param>
internal readonly record struct SqlResult(SqlStatus Status, IReadOnlyList<long> Rows, bool Found, string? Error)
{
    public static SqlResult Failed(SqlStatus status, string error) => new(status, [], false, error);

    public int StatusCode => Status switch
    {
        SqlStatus.Done => 200,
        SqlStatus.Constraint => 409,
        SqlStatus.Refused => 422,
        SqlStatus.NoConnection => 424,
        SqlStatus.Unavailable or SqlStatus.Blocked or SqlStatus.Postponed => 503,
        _ => 504,
    };
}
