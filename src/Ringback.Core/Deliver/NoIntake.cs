using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Deliver;

/// <summary>A node that doesn't deliver: what is committed stays where it is.</summary>
/// <param name="hasRoom">Whether deliveries are direct; otherwise they are parked.</param>
internal sealed class NoIntake(bool hasRoom) : IDeliveryIntake
{
    /// <summary>One without room.</summary>
    public static readonly NoIntake Instance = new(hasRoom: false);

    public bool TryReserve(int endpoint) => hasRoom;

    public void Release(int endpoint)
    {
    }

    public void Offer(Message message, ReadOnlySpan<int> endpoints, int direct)
    {
    }

    public void OfferDue(IReadOnlyList<WorkItem> items)
    {
    }

    public void Parked(int endpoint)
    {
    }

    public void DueAt(long due)
    {
    }

    public void EndpointChanged(int endpoint)
    {
    }
}
