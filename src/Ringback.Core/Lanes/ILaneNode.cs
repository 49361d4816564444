using Ringback.Core.Background;
using Ringback.Core.Catalog;

namespace Ringback.Core.Lanes;

/// <summary>What a lane asks of the node that it is on. Nothing here waits or does I/O, but for what is started.</summary>
internal interface ILaneNode
{
    DeliveryPolicy Policy { get; }

    SlotGate Slots { get; }

    WakeQueue Wakes { get; }

    BacklogBudget Budget { get; }

    /// <value>Unix milliseconds.</value>
    long Now { get; }

    /// <value>Ticks (100 ns) of a clock that only goes forward.</value>
    long Ticks { get; }

    /// <value>False once the node stops: nothing new is sent.</value>
    bool Sending { get; }

    /// <value>Whether there are so many lanes that one with nothing left to do isn't kept.</value>
    bool Crowded { get; }

    /// <summary>Whether this node may send to a destination now: it owns its partition, and can record outcomes. What waits is kept.</summary>
    bool MaySend(int destination);

    /// <summary>The destination as configured now; null when it is gone.</summary>
    Destination? Known(int destination);

    /// <summary>Where a destination's messages go; null when they are canceled.</summary>
    /// <returns>False when its secrets can't be opened: its messages wait.</returns>
    bool TryResolve(Destination destination, out ResolvedDestination? resolved);

    /// <summary>What all endpoints of an application draw on together; null when it isn't limited.</summary>
    GcraLimiter? ApplicationThrottle(int application);

    /// <summary>Starts reading parked work for a lane, which hears of it.</summary>
    Task FetchAsync(Lane lane, bool fifo, long after, int limit, long bytes);

    /// <summary>Starts sending one item, of which the lane hears.</summary>
    void StartAttempt(Lane lane, WorkItem item, ResolvedDestination? destination, SlotShare share);

    /// <summary>Forgets a lane that has nothing to do.</summary>
    void Drop(Lane lane);
}
