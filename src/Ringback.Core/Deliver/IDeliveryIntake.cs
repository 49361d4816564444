using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Deliver;

/// <summary>What a store tells the Deliver stage, on its writer's thread, in the order of commit. None of it may block.</summary>
internal interface IDeliveryIntake
{
    /// <summary>
    /// Reserves room in an endpoint's lane for one delivery, during a batch: it is direct, and has no row of work. <see cref="Offer"/>
    /// brings it, or <see cref="Release"/> gives the room back.
    /// </summary>
    /// <returns>False when the delivery needs a row: it may have to wait long.</returns>
    bool TryReserve(int endpoint);

    /// <summary>Gives back room that was reserved: the batch was taken back.</summary>
    void Release(int endpoint);

    /// <summary>A committed message has deliveries to these endpoints, due at once.</summary>
    /// <param name="direct">How many of the first are direct: whoever hears this holds them until they have an outcome.</param>
    void Offer(Message message, ReadOnlySpan<int> endpoints, int direct);

    /// <summary>Work became due: its rows are parked now, and the caller has them in memory.</summary>
    void OfferDue(IReadOnlyList<WorkItem> items);

    /// <summary>There is parked work for this endpoint that was not offered.</summary>
    void Parked(int endpoint);

    /// <summary>Work will be due at this time (Unix milliseconds).</summary>
    void DueAt(long due);

    /// <summary>An endpoint was changed, disabled, enabled or deleted.</summary>
    void EndpointChanged(int endpoint);
}
