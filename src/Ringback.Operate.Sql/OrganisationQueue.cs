using System.Collections.Concurrent;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql;

/// <summary>
/// What one organisation does in one database. Its runs share the transactions of one session, in which nothing may take long. A run
/// that waits for a lock, or whose statements take long, is moved to another session, where it has a transaction of its own.
/// </summary>
internal sealed class OrganisationQueue : IDisposable
{
    private const int MostTogether = 1024;
    private const long PruneEveryMs = 60_000;

    /// <value>
    /// Runs that wait for a session of their own. Each holds a place of the operation's in flight, and all of them may want the same locked
    /// row: so what comes to more of them is put off, and its place is free.
    /// </value>
    private const int MostWaiting = 16;

    /// <value>How long an operation whose statements took long goes to a session of its own at once.</value>
    private const long RememberSlowMs = 60_000;

    /// <value>Of the first id there can be.</value>
    private const long FirstMs = 1_400_000_000_000;

    private readonly ConcurrentDictionary<string, long> _slowUntil = new(StringComparer.Ordinal);
    private readonly SqlOptions _options;
    private readonly TimeProvider _clock;
    private readonly SqlLane _shared;
    private readonly SqlLane _alone;
    private long _pruned;

    public OrganisationQueue(string name, string organisation, SessionGate gate, Func<SqlSession> open, SqlOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _alone = new SqlLane(name, organisation, gate, open, Math.Max(1, options.Sessions - 1), 1, Patience.Full(options.Timeout), static _ => false, static _ => true, static _ => { });
        _shared = new SqlLane(name, organisation, gate, open, 1, MostTogether, Patience.Short(options.Timeout), Send, Move, Prune);
    }

    public async ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run)
    {
        var work = new SqlWork(plan, run);
        try
        {
            (IsSlow(run.Operation) ? _alone : _shared).Add(work);
            return await work.Task.ConfigureAwait(false);
        }
        catch (StoreUnavailableException unavailable)
        {
            return SqlResult.Failed(SqlStatus.Unavailable, unavailable.Message);
        }
    }

    public void Dispose()
    {
        _shared.Dispose();
        _alone.Dispose();
    }

    /// <returns>False when it is for the shared session: of its operation nothing took long lately.</returns>
    private bool Send(SqlWork work)
    {
        if (!IsSlow(work.Run.Operation))
            return false;
        _alone.Add(work);
        return true;
    }

    /// <returns>False when it isn't moved: it has its result.</returns>
    private bool Move(SqlWork work)
    {
        // What is slow of itself would be slow later as well.
        if (work.Result.Status == SqlStatus.TimedOut)
        {
            _slowUntil[work.Run.Operation] = Now + RememberSlowMs;
        }
        else if (_alone.Waiting >= MostWaiting)
        {
            work.Result = SqlResult.Failed(SqlStatus.Postponed, $"{work.Result.Error} Other runs wait for the same lock, so Ringback retries the run later.");
            return false;
        }

        _alone.Add(work);
        return true;
    }

    private bool IsSlow(string operation)
    {
        if (_slowUntil.IsEmpty || !_slowUntil.TryGetValue(operation, out var until))
            return false;
        if (until > Now)
            return true;
        _slowUntil.TryRemove(operation, out _);
        return false;
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Drops markers that nothing can ask for any more, now and then; while there are many, each time.</summary>
    private void Prune(SqlSession session)
    {
        var now = Now;
        if (now - _pruned < PruneEveryMs)
            return;
        var oldest = IdPrefix.Message + Ksuid.LowestAt(Math.Max(FirstMs, now - (long)_options.MarkersKept.TotalMilliseconds));
        if (session.Prune(oldest) < SqlSession.PruneChunk)
            _pruned = now;
    }
}
