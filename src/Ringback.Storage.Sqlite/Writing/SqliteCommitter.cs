using System.Diagnostics;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Writing;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Writing;

/// <summary>
/// One transaction a batch, on the one connection that writes. It checkpoints too: SQLite 3.50's WAL-reset bug needs two connections
/// to strike.
/// </summary>
internal sealed class SqliteCommitter(WriteSession session, SqliteDatabase database, StoreHealth health) : IBatchCommitter
{
    /// <value>Pages (4 KiB) in the log from which it is copied into the database: 8 to 30 ms of writing.</value>
    private const long CheckpointPages = 2048;

    private readonly Statement _begin = database.Prepare("begin immediate");
    private readonly Statement _commit = database.Prepare("commit");
    private long _pages;

    public long Commits { get; private set; }

    public string? Refusal => null;

    public void Commit(ReadOnlySpan<CommitItem> batch)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            _begin.Run();
            foreach (var item in batch)
                ((IWriteItem)item).Execute(session);
            session.BeforeCommit();
            _commit.Run();
        }
        catch (Exception failure)
        {
            session.RolledBack();
            StageMetrics.CommitFailed();
            if (database.InTransaction)
                database.Execute("rollback");
            if (failure is StoreUnavailableException)
                health.Failed(failure.Message);
            throw;
        }

        Commits++;
        StageMetrics.Committed(batch.Length, started);
        session.Committed();
        health.Worked();
    }

    /// <summary>Checkpoints when it is time: nobody waits for it.</summary>
    public void DoDeferredWork()
    {
        _pages += database.TakePagesWritten();
        if (_pages >= CheckpointPages)
            Checkpoint();
    }

    private void Checkpoint()
    {
        _pages = 0;
        try
        {
            database.Checkpoint();
        }
        catch (StoreUnavailableException failure)
        {
            // The batch is safe in the log; the next one finds out whether the disk still takes writes.
            health.Failed(failure.Message);
        }
    }
}
