namespace Ringback.Core;

/// <summary>The stages, in the order in which data goes through them. Printed by <c>ringback pipeline</c>.</summary>
internal static class Pipeline
{
    /// <value>None uses one before it, but for the <see cref="Loops"/>.</value>
    public static readonly IReadOnlyList<Stage> Stages =
    [
        new("Receive", "provider's request -> message", "nothing unverified goes on: raw bytes are verified before parsing; what is refused is counted and shown"),
        new("Reconcile", "what didn't come -> message", "providers are asked at least once, the event is made exactly once, in the commit that ends its expectation"),
        new("Accept", "message -> durable message", "returns only when the message and its work are on disk, in one commit with all that waits"),
        new("Route", "message + catalog -> deliveries", "a pure look-up in an inverted index; part of the accept commit"),
        new("Deliver", "delivery -> outcome", "at least once, the effect of a sql operation exactly once; throttle, order, breaker and slots per destination; an outcome is data, not an exception")
        {
            Folders = ["Deliver", "Lanes", "Operate"],
        },
        new("Record", "outcome -> attempt, next step", "attempt, new state and next due time in one commit"),
        new("Observe", "what happened -> metrics, traces", "never slows a stage above it"),
    ];

    /// <value>Where a message goes in again, by design. Each one that goes in so is accepted as any other is.</value>
    public static readonly IReadOnlyList<Loop> Loops =
    [
        new("Deliver", "Accept", "an emit operation posts messages to an application"),
        new("Record", "Accept", "an outcome gives rise to an operational webhook, and an emit's messages are accepted in the commit of its outcome"),
        new("Accept", "Reconcile", "an event that was accepted may be expected to be followed by another one"),
    ];
}

/// <param name="Name">Also the folder it lives in.</param>
/// <param name="Gives">What goes in and what comes out.</param>
/// <param name="Promise">What can be relied on.</param>
internal sealed record Stage(string Name, string Gives, string Promise)
{
    /// <value>All folders of Core that belong to it.</value>
    public IReadOnlyList<string> Folders { get; init; } = [Name];
}

/// <param name="From">The stage that gives rise to it.</param>
/// <param name="To">The stage where it goes in again.</param>
/// <param name="Why">When that happens.</param>
internal sealed record Loop(string From, string To, string Why);
