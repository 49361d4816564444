namespace Ringback.Core.Jobs;

/// <summary>What a step of a replay writes, in the batch under way. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IReplayJobRows
{
    bool HasEnded(int endpoint, long seq);

    /// <summary>Takes a delivery that ended without success out of history.</summary>
    /// <returns>False when there is none.</returns>
    bool TryForgetFailed(int endpoint, long seq);

    /// <summary>Adds a delivery that its lane fetches; of an operation, as a part of its last forced run.</summary>
    /// <returns>False when there is unfinished work already.</returns>
    bool TryPark(int endpoint, long seq);

    /// <summary>Tells Deliver after the commit that there is work for this endpoint.</summary>
    void Remind(int endpoint);
}
