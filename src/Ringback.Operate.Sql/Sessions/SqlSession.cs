using Ringback.Core.Commit;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Sessions;

/// <summary>One session of one organisation with one database. Of one thread.</summary>
internal abstract class SqlSession(NamedConnection connection, SqlOptions options) : IDisposable
{
    /// <value>Markers that are dropped between two transactions, more than one of them makes.</value>
    public const int PruneChunk = 2000;

    protected NamedConnection Connection => connection;

    protected SqlOptions Options => options;

    /// <summary>
    /// Runs all of them in one transaction, which is committed when this returns: each has its result then, or is to be moved.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was kept: the database can't do anything now.</exception>
    /// <exception cref="Exception">Nothing of it was kept, for a reason of one of them.</exception>
    public abstract void Commit(ReadOnlySpan<SqlWork> batch, Patience patience);

    /// <summary>Takes back what the statements changed of the session itself. Doesn't throw.</summary>
    public abstract void Clean();

    /// <summary>Drops at most <see cref="PruneChunk"/> markers of messages before this one. Doesn't throw.</summary>
    /// <returns>How many there were; 0 when it couldn't.</returns>
    public abstract int Prune(string before);

    /// <summary>Lets go of the database; the next transaction opens it again.</summary>
    public abstract void Close();

    public void Dispose() => Close();

    protected StoreUnavailableException Unavailable(string reason, Exception inner) =>
        new($"The connection {connection.Name} can't be used now: {reason}", inner);

    protected static void Fail(ReadOnlySpan<SqlWork> batch, SqlResult result)
    {
        foreach (var work in batch)
            work.Result = result;
    }
}
