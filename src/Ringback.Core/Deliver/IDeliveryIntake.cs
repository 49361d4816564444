using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Deliver;

/// <summary>What a store tells the Deliver stage, on its writer's thread, in the order of commit. None of it may block.</summary>
internal interface IDeliveryIntake
{
    /// <summary>A committed message has work for these endpoints, due at once.</summary>
    void Offer(Message message, ReadOnlySpan<int> endpoints);

    /// <summary>Work became due: its rows are parked now, and the caller has them in memory.</summary>
    void OfferDue(IReadOnlyList<WorkItem> items);

    /// <summary>There is parked work for this endpoint that was not offered.</summary>
    void Parked(int endpoint);

    /// <summary>Work will be due at this time (Unix milliseconds).</summary>
    void DueAt(long due);

    /// <summary>An endpoint was changed, disabled, enabled or deleted.</summary>
    void EndpointChanged(int endpoint);
}
