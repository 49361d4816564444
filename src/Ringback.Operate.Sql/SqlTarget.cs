using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql;

/// <summary>One database, written by one thread, a transaction for all that waits.</summary>
internal abstract class SqlTarget : ICommitter<SqlWork>, IDisposable
{
    private readonly GroupCommit<SqlWork> _commits;

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

    public virtual void Told()
    {
    }

    public void Dispose()
    {
        _commits.Dispose();
        Close();
    }

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
