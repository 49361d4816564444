namespace Ringback.Core.Accept;

/// <summary>What waits for its first attempt.</summary>
internal interface IWaitingDeliveries
{
    /// <summary>
    /// How long the oldest delivery to a destination has waited for its first attempt, in milliseconds, counted from the start of the
    /// process at the earliest. 0 when none waits, and while the destination fails: then it isn't this server that is too slow.
    /// </summary>
    long OldestWait(int destination);
}
