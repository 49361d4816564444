using Ringback.Core.Commit;

namespace Ringback.Storage.Relational.Writing;

/// <summary>A part of a write batch.</summary>
internal interface IWriteItem
{
    /// <summary>Does its part inside the batch's transaction. Runs again, from the start, when the batch is taken back and retried.</summary>
    void Execute(WriteSession session);

    /// <summary>Adds the keys that it is going to look for, so that a database over a network can look for those of a batch at once.</summary>
    void CollectKeys(ICollection<UInt128> hashes)
    {
    }
}

/// <summary>A part given as a function, isolated by a savepoint: what it throws fails it alone.</summary>
internal sealed class WriteFunction<TResult>(Func<WriteSession, TResult> function) : CommitItem<TResult>, IWriteItem
{
    private WriteSession? _session;
    private TResult? _result;
    private Exception? _error;
    private List<Action>? _after;

    public void Execute(WriteSession session)
    {
        (_session, _result, _error, _after) = (session, default, null, null);
        var mark = session.Mark();
        session.Database.Execute("savepoint part");
        try
        {
            _result = function(session);
            session.Database.Execute("release part");
            _after = session.TakeAfter(mark);
        }
        catch (Exception error) when (error is not StoreUnavailableException)
        {
            session.Database.Execute("rollback to part; release part");
            session.UndoTo(mark);
            _error = error;
        }
    }

    public override void Committed()
    {
        if (_error is not null)
        {
            Failed(_error);
            return;
        }

        foreach (var action in _after ?? [])
            action();
        Complete(_result!);
    }
}
