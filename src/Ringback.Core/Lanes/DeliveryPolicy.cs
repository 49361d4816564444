using Ringback.Core.Background;
using Ringback.Core.Catalog;

namespace Ringback.Core.Lanes;

/// <summary>What of the settings decides the course of a delivery.</summary>
/// <param name="Schedule">For event types without one of their own.</param>
/// <param name="DisableAfterMs">An endpoint that has only failed for this long is disabled when a delivery has used up its schedule.</param>
/// <param name="SlotsInFlight">Of the node, in all.</param>
/// <param name="LaneInFlight">To one destination at most.</param>
/// <param name="Breaker">Of each destination.</param>
internal sealed record DeliveryPolicy(RetrySchedule Schedule, long DisableAfterMs, int SlotsInFlight, int LaneInFlight, BreakerOptions Breaker)
{
    /// <value>To an operation at least: a database takes many in one transaction.</value>
    private const int OperationInFlight = 256;

    /// <summary>
    /// How much may be in flight to a destination. A database has sessions of its own limit, and rows that are locked there say nothing of others:
    /// runs on it don't have to show first that it answers.
    /// </summary>
    /// <param name="destination">Null when it is gone.</param>
    public ConcurrencyWindow WindowOf(Destination? destination)
    {
        if (destination is not SourceOperation operation)
            return new ConcurrencyWindow(LaneInFlight);
        var most = Math.Max(LaneInFlight, OperationInFlight);
        return operation.Definition.Kind == OperationKind.Sql ? new ConcurrencyWindow(most, most) : new ConcurrencyWindow(most);
    }
}
