using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Storage.Relational.Writing;

/// <summary>The one thread that writes, and what is given to it.</summary>
internal sealed class Writer : IDisposable
{
    private readonly IBatchCommitter _committer;
    private readonly GroupCommit<CommitItem> _writer;

    public Writer(IBatchCommitter committer)
    {
        _committer = committer;
        _writer = new GroupCommit<CommitItem>("ringback-writer", _committer);
    }

    /// <value>Transactions committed since the store was opened.</value>
    public long Commits => _committer.Commits;

    /// <value>Items that wait for the next commit.</value>
    public int Waiting => _writer.Waiting;

    public ValueTask<TResult> AddAsync<TResult>(CommitItem<TResult> item)
    {
        if (_committer.Refusal is { } reason)
            throw new StoreUnavailableException(reason);
        _writer.Add(item);
        return item.Task;
    }

    /// <summary>Runs a function on the writer's thread, inside the next group commit, isolated by a savepoint.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept: the store can't commit.</exception>
    public ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> function) => AddAsync(new WriteFunction<TResult>(function));

    /// <summary>As <see cref="WriteAsync"/>, unless a write with this key is on record, whose reference is returned then.</summary>
    public ValueTask<ChangeResult> WriteOnceAsync(IdempotencyKey? key, Func<WriteSession, string?> write) =>
        WriteAsync(session => OneTimeWrite.Run(key, session, session.Keys, () => write(session)));

    /// <summary>Commits what waits, then stops.</summary>
    public void Dispose() => _writer.Dispose();
}
