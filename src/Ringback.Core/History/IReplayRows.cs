using Ringback.Core.Messages;
using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>What asking for an attempt reads and writes, in the batch under way. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IReplayRows
{
    /// <summary>An unfinished delivery; null when there is none.</summary>
    UnfinishedDelivery? FindUnfinished(int endpoint, long seq);

    /// <summary>How a delivery ended; null when it hasn't.</summary>
    DeliveryState? FindEnded(int endpoint, long seq);

    /// <summary>The number of a new forced run; never that of another one.</summary>
    long TakeRun();

    /// <summary>The last forced run of an operation on a message; 0 when there was none.</summary>
    long ForcedRun(int operation, long seq);

    /// <summary>Keeps which forced run was the last: retries and plain replays go on with it.</summary>
    void KeepForcedRun(int operation, long seq, long run);

    /// <summary>Adds a delivery that a person asked for, and offers it to Deliver after the commit.</summary>
    void Start(Message message, int endpoint, long run);

    /// <summary>Has a delivery that waits for its time tried now, as one that a person asked for, and offers it to Deliver after the commit.</summary>
    void MakeDue(Message message, int endpoint, int tries, long run);

    /// <summary>Tells Deliver after the commit that there is work for this endpoint.</summary>
    void Remind(int endpoint);
}

/// <param name="IsUnderWay">It waits for no time: its lane has it, or fetches it.</param>
/// <param name="Tries">Attempts made.</param>
/// <param name="Run">Of an operation: which forced run; 0 when nobody forced it.</param>
internal readonly record struct UnfinishedDelivery(bool IsUnderWay, int Tries, long Run);
