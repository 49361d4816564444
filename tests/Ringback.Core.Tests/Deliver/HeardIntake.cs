using Ringback.Core.Deliver;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Deliver;

/// <summary>What Deliver was told.</summary>
internal sealed class HeardIntake : IDeliveryIntake
{
    public List<string> Heard { get; } = [];

    public bool TryReserve(int endpoint) => true;

    public void Release(int endpoint) => Heard.Add($"release {endpoint}");

    public void Offer(Message message, ReadOnlySpan<int> endpoints, int direct) => Heard.Add($"offer {message.Seq} to {string.Join(' ', endpoints.ToArray())}, {direct} direct");

    public void OfferDue(IReadOnlyList<WorkItem> items) => Heard.Add($"due {items.Count}");

    public void Parked(int endpoint) => Heard.Add($"parked {endpoint}");

    public void DueAt(long due) => Heard.Add($"due at {due}");

    public void EndpointChanged(int endpoint) => Heard.Add($"changed {endpoint}");
}
