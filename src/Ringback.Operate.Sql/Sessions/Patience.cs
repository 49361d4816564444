namespace Ringback.Operate.Sql.Sessions;

/// <summary>How long the statements of a transaction may take.</summary>
/// <param name="StatementMs">For one statement.</param>
/// <param name="LockMs">For a lock that somebody else holds.</param>
/// <param name="IsFull">Whether this is all the time there is. If not, a run that needs more is moved to a session of its own.</param>
internal readonly record struct Patience(long StatementMs, long LockMs, bool IsFull)
{
    private const long ShortStatementMs = 500;
    private const long ShortLockMs = 50;

    /// <summary>For transactions that many runs share: none of them may hold up the others for long.</summary>
    public static Patience Short(TimeSpan timeout) =>
        new(Math.Min(ShortStatementMs, (long)timeout.TotalMilliseconds), Math.Min(ShortLockMs, (long)timeout.TotalMilliseconds), IsFull: false);

    /// <summary>For a run that has a transaction of its own.</summary>
    public static Patience Full(TimeSpan timeout) => new((long)timeout.TotalMilliseconds, (long)timeout.TotalMilliseconds, IsFull: true);
}
