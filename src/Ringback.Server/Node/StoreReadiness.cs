using Ringback.Server.Health;

namespace Ringback.Server.Node;

/// <summary>Not ready while the store can't commit.</summary>
internal sealed class StoreReadiness(RingbackNode node) : IReadinessCheck
{
    public string? Fault => node.Health.Reason;
}
