using Ringback.Core.Commit;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Intake.Spool;

/// <summary>One transaction a batch, on the one connection that writes the spool.</summary>
internal sealed class SpoolCommitter(SqliteDatabase database, StoreHealth health) : ICommitter<SpoolWrite>
{
    public void Commit(ReadOnlySpan<SpoolWrite> batch)
    {
        try
        {
            database.Execute("begin immediate");
            foreach (var write in batch)
                write.Execute(database);
            database.Execute("commit");
        }
        catch (Exception failure)
        {
            if (database.InTransaction)
                database.Execute("rollback");
            if (failure is StoreUnavailableException)
                health.Failed(failure.Message);
            throw;
        }

        health.Worked();
    }

    public void DoDeferredWork()
    {
        // SQLite checkpoints by itself.
    }
}
