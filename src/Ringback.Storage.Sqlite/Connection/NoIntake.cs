using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Storage.Sqlite.Connection;

/// <summary>A node that doesn't deliver: committed work stays parked.</summary>
internal sealed class NoIntake : IDeliveryIntake
{
    public static readonly NoIntake Instance = new();

    public bool TryReserve(int endpoint) => false;

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
