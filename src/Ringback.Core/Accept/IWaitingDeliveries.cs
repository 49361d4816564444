namespace Ringback.Core.Accept;

/// <summary>What waits for its first attempt.</summary>
internal interface IWaitingDeliveries
{
    /// <summary>
    /// How long the oldest delivery to a destination has waited for its first attempt, in milliseconds, since its message was accepted, or
    /// since something began to wait here when that is later: a message that is sent again was accepted long ago. 0 when none waits, while
    /// the circuit breaker is open, and while a failing message holds a FIFO endpoint.
    /// </summary>
    long OldestWait(int destination);
}
