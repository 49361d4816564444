namespace Ringback.Core.Lanes;

/// <summary>What is being sent at this moment: known in memory alone, so that sending costs no row.</summary>
internal interface IFlights
{
    /// <summary>The deliveries to an endpoint that are in flight on this node; a snapshot, in no order.</summary>
    IReadOnlyList<InFlight> InFlight(int endpoint);
}

/// <summary>A delivery in flight.</summary>
/// <param name="Seq">Its message's.</param>
/// <param name="AcceptedAt">When its message was accepted, Unix milliseconds.</param>
internal readonly record struct InFlight(long Seq, long AcceptedAt);
