namespace Ringback.Server.Api.Answers;

/// <summary>The memory of one answer, until it is sent or its client is gone.</summary>
internal sealed class AnswerLease(AnswerBudget budget, AnswerHolder holder, AnswerPool pool, long bytes) : IDisposable
{
    private AnswerPool _pool = pool;

    public TimeProvider Clock => budget.Clock;

    /// <value>What the answer takes now.</value>
    public long Bytes { get; private set; } = bytes;

    /// <summary>What the answer really takes, now that it is known: others have to wait for it, however much it is.</summary>
    public void Hold(long bytes)
    {
        if (bytes != Bytes) budget.Change(holder, _pool, bytes - Bytes);
        Bytes = bytes;
    }

    /// <summary>
    /// Room for an answer that is larger than most of its operation, before it is read. It is waited for as if nothing had been lent, so that
    /// those who wait hold nothing.
    /// </summary>
    /// <returns>Null when there is room; else why there is none.</returns>
    public async ValueTask<AnswerRefusal?> ReserveAsync(long bytes, CancellationToken aborted)
    {
        if (bytes <= Bytes) return null;
        Hold(0);
        var room = await budget.TakeAsync(holder, bytes, aborted);
        if (room.Lease is not { } lent) return room.Refusal;
        (_pool, Bytes) = (lent._pool, bytes);
        return null;
    }

    public void Dispose() => Hold(0);
}
