using Ringback.Server.Health;

namespace Ringback.Server.Node;

/// <summary>
/// Not ready while received requests can't be made durable: with the intake <c>store</c>, while the store can't commit. With another one
/// the node goes on receiving without its store, and so it has to be sent requests.
/// </summary>
internal sealed class IntakeReadiness(RingbackNode node) : IReadinessCheck
{
    public string? Fault => node.Intake.Fault;
}
