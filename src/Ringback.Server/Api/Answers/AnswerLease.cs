namespace Ringback.Server.Api.Answers;

/// <summary>The memory of one answer, until it is sent or its client is gone.</summary>
internal sealed class AnswerLease(AnswerBudget budget, AnswerHolder holder, long bytes) : IDisposable
{
    private long _bytes = bytes;

    public TimeProvider Clock => budget.Clock;

    /// <summary>What the answer really takes, now that it is known: others have to wait for it, however much it is.</summary>
    public void Hold(long bytes)
    {
        if (bytes != _bytes) budget.Change(holder, bytes - _bytes);
        _bytes = bytes;
    }

    public void Dispose() => Hold(0);
}
