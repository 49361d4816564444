using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Sessions;

/// <summary>
/// The time of a transaction that several runs share: about a second, of which one operation has a half. What comes after that is put
/// back, for the next transaction. When a run took too long, the others of its operation aren't tried here: they would as well.
/// </summary>
internal sealed class SharedTime(Patience patience)
{
    private readonly Dictionary<string, long> _spent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);
    private long _spentByAll;

    /// <value>Whether there was no time for some of them.</value>
    public bool IsOver { get; private set; }

    /// <returns>False when the run isn't to be done now: it is to be moved, or put back.</returns>
    public bool Allows(SqlWork work)
    {
        if (patience.IsFull)
            return true;
        if (_late.Contains(work.Run.Operation))
        {
            work.IsToMove = true;
            work.Result = SqlResult.Failed(SqlStatus.TimedOut, "The statements of another run of this operation took too long, so this run was not started.");
            return false;
        }

        if (_spentByAll < 2 * patience.StatementMs && _spent.GetValueOrDefault(work.Run.Operation) < patience.StatementMs)
            return true;
        IsOver = work.IsPutBack = true;
        return false;
    }

    /// <summary>A run was done, or tried.</summary>
    public void Spend(SqlWork work, long milliseconds)
    {
        _spentByAll += milliseconds;
        _spent[work.Run.Operation] = _spent.GetValueOrDefault(work.Run.Operation) + milliseconds;
        if (work.IsToMove && work.Result.Status == SqlStatus.TimedOut)
            _late.Add(work.Run.Operation);
    }
}
