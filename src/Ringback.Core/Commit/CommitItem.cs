using System.Threading.Tasks.Sources;

namespace Ringback.Core.Commit;

/// <summary>One caller's part of a group commit. The caller awaits <see cref="CommitItem{TResult}.Task"/>.</summary>
internal abstract class CommitItem
{
    /// <value>About how many bytes it writes: bounds a batch.</value>
    public virtual int Bytes => 0;

    /// <summary>Called on the writer's thread once the commit is on disk, in the order of the batch.</summary>
    public abstract void Committed();

    /// <summary>Called on the writer's thread when nothing of this item was kept.</summary>
    public abstract void Failed(Exception reason);

    /// <summary>Called on the thread pool after one of the two: the caller goes on, right here.</summary>
    public abstract void Finish();
}

/// <summary>A part with a result.</summary>
internal abstract class CommitItem<TResult> : CommitItem, IValueTaskSource<TResult>
{
    private ManualResetValueTaskSourceCore<TResult> _source;
    private TResult? _result;
    private Exception? _error;

    /// <value>To be awaited once.</value>
    public ValueTask<TResult> Task => new(this, _source.Version);

    public sealed override void Failed(Exception reason) => _error = reason;

    public sealed override void Finish()
    {
        if (_error is null)
            _source.SetResult(_result!);
        else
            _source.SetException(_error);
    }

    protected void Complete(TResult result) => _result = result;

    TResult IValueTaskSource<TResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
