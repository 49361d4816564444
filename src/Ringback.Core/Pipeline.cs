namespace Ringback.Core;

/// <summary>The stages, in the order in which data goes through them; none calls back. Printed by <c>ringback pipeline</c>.</summary>
internal static class Pipeline
{
    public static readonly IReadOnlyList<Stage> Stages =
    [
        new("Receive", "provider's request -> message", "nothing unverified goes on: raw bytes are verified before parsing; what is refused is counted and shown"),
        new("Reconcile", "what didn't come -> message", "providers are asked at least once, the event is made exactly once, in the commit that ends its expectation"),
        new("Accept", "message -> durable message", "returns only when the message and its work are on disk, in one commit with all that waits"),
        new("Route", "message + catalog -> deliveries", "a pure look-up in an inverted index; part of the accept commit"),
        new("Deliver", "delivery -> outcome", "at least once, the effect of a sql operation exactly once; throttle, order, breaker and slots per destination; an outcome is data, not an exception"),
        new("Record", "outcome -> attempt, next step", "attempt, new state and next due time in one commit"),
        new("Observe", "what happened -> metrics, traces", "never slows a stage above it"),
    ];
}

/// <param name="Name">Also the folder it lives in.</param>
/// <param name="Gives">What goes in and what comes out.</param>
/// <param name="Promise">What can be relied on.</param>
internal sealed record Stage(string Name, string Gives, string Promise);
