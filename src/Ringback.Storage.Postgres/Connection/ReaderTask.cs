using Ringback.Core.Commit;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>A function that reads, and who waits for what it returns.</summary>
internal abstract class ReaderTask
{
    /// <summary>Runs the function in a transaction that only reads.</summary>
    /// <returns>False: the session had ended before, and the function has seen nothing of it; it can be run again.</returns>
    public abstract bool Run(PostgresDatabase database);

    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
internal sealed class ReaderTask<T>(Func<Database, T> read) : ReaderTask
{
    // Those who wait go on on the pool's threads, not on the reader's.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSecond;

    public ValueTask<T> Result => new(_result.Task);

    public override bool Run(PostgresDatabase database)
    {
        var before = database.RoundTrips;
        try
        {
            database.BeginReading();
            _result.TrySetResult(read(database));
        }
        catch (StoreUnavailableException) when (database.IsBroken && database.RoundTrips == before && !_isSecond)
        {
            // An idle session ends without a word (a restart of the database): whoever uses it next finds out.
            _isSecond = true;
            return false;
        }
        catch (Exception failure)
        {
            _result.TrySetException(failure);
        }

        End(database);
        return true;
    }

    public override void Fail(Exception failure) => _result.TrySetException(failure);

    /// <summary>Ends the transaction, when nobody waits for it any more: its snapshot would keep PostgreSQL from cleaning up.</summary>
    private static void End(PostgresDatabase database)
    {
        try
        {
            database.RollBack();
        }
        catch (Exception)
        {
            // Whatever the reason: its transaction may still be open, and only its end as a session ends that.
            database.Dispose();
        }
    }
}
