using System.Diagnostics;
using Ringback.Core.Commit;
using Ringback.Core.Observe;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Postgres.Writing;

/// <summary>One transaction a batch, in two round trips: the first locks, checks and reads; the second writes all rows and commits.</summary>
internal sealed class PostgresCommitter(WriteSession session, PostgresDatabase database, WriteTransaction transaction, StoreHealth health) : IBatchCommitter
{
    // Of the batch under way.
    private readonly List<UInt128> _hashes = [];

    public long Commits { get; private set; }

    public string? Refusal => transaction.InDoubt;

    public void Commit(ReadOnlySpan<CommitItem> batch)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            _hashes.Clear();
            foreach (var item in batch)
                ((IWriteItem)item).CollectKeys(_hashes);
            transaction.Begin(_hashes);
            foreach (var item in batch)
                ((IWriteItem)item).Execute(session);
            session.BeforeCommit();
            transaction.Commit();
        }
        catch (Exception failure)
        {
            if (!transaction.WasCommitted())
            {
                session.RolledBack();
                StageMetrics.CommitFailed();
                RollBack();
                if (failure is StoreUnavailableException)
                    health.Failed(failure.Message);
                throw;
            }
        }

        Commits++;
        StageMetrics.Committed(batch.Length, started);
        session.Committed();
        health.Worked();
    }

    public void DoDeferredWork()
    {
    }

    private void RollBack()
    {
        try
        {
            database.RollBack();
        }
        catch (StoreUnavailableException)
        {
            // The session has ended, and the transaction with it.
        }
    }
}
