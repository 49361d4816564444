using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql;

/// <summary>One database, written by one thread, a transaction for all that waits.</summary>
internal abstract class SqlTarget : ICommitter<SqlWork>, IDisposable
{
    /// <value>Markers that are dropped between two transactions, more than one of them makes.</value>
    protected const int PruneChunk = 2000;

    private const long PruneEveryMs = 60_000;

    /// <value>Of the first id there can be.</value>
    private const long FirstMs = 1_400_000_000_000;

    private readonly GroupCommit<SqlWork> _commits;
    private long _pruned;

    protected SqlTarget(NamedConnection connection, SqlOptions options, TimeProvider clock)
    {
        (Connection, Options, Clock) = (connection, options, clock);
        _commits = new GroupCommit<SqlWork>("ringback-sql-" + connection.Name, this);
    }

    protected NamedConnection Connection { get; }

    protected SqlOptions Options { get; }

    protected TimeProvider Clock { get; }

    public async ValueTask<SqlResult> RunAsync(SqlPlan plan, SqlRun run)
    {
        var work = new SqlWork(plan, run);
        try
        {
            _commits.Add(work);
            return await work.Task.ConfigureAwait(false);
        }
        catch (StoreUnavailableException unavailable)
        {
            return SqlResult.Failed(SqlStatus.Unavailable, unavailable.Message);
        }
    }

    public abstract void Commit(ReadOnlySpan<SqlWork> batch);

    /// <summary>Drops markers that nothing can ask for any more, now and then; while there are many, each time.</summary>
    public void Told()
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - _pruned < PruneEveryMs)
            return;
        var oldest = IdPrefix.Message + Ksuid.LowestAt(Math.Max(FirstMs, now - (long)Options.MarkersKept.TotalMilliseconds));
        if (Prune(oldest) < PruneChunk)
            _pruned = now;
    }

    public void Dispose()
    {
        _commits.Dispose();
        Close();
    }

    /// <summary>Drops at most <see cref="PruneChunk"/> markers of messages before this one. Doesn't throw.</summary>
    /// <returns>How many there were; 0 when it couldn't.</returns>
    protected abstract int Prune(string before);

    /// <summary>Lets go of the database. Only when nothing is run any more.</summary>
    protected abstract void Close();

    protected StoreUnavailableException Unavailable(string reason, Exception inner) =>
        new($"The connection {Connection.Name} can't be used now: {reason}", inner);

    protected static void Fail(ReadOnlySpan<SqlWork> batch, SqlResult result)
    {
        foreach (var work in batch)
            work.Result = result;
    }
}

/// <param name="Timeout">Of one statement.</param>
/// <param name="MarkersKept">How long markers stay: longer than anything can be tried or replayed.</param>
internal sealed record SqlOptions(TimeSpan Timeout, TimeSpan MarkersKept);
