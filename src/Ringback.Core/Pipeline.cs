namespace Ringback.Core;

/// <summary>The stages, in the order in which data goes through them. Printed by <c>ringback pipeline</c>.</summary>
internal static class Pipeline
{
    /// <value>None uses one before it, but for the <see cref="Loops"/>.</value>
    public static readonly IReadOnlyList<Stage> Stages =
    [
        new("Receive", "provider's request -> message", "only verified requests are accepted: raw bytes are verified before they are parsed; refused requests are counted, and the API shows the last ones"),
        new("Reconcile", "missing event -> message", "providers are polled at least once; the event is made exactly once, in the commit that ends its expectation"),
        new("Accept", "message -> durable message", "answers only when the message and its deliveries are on disk, in one commit with all other waiting items"),
        new("Route", "message + catalog -> deliveries", "only a look-up in an inverted index; part of the accept commit"),
        new("Deliver", "delivery -> outcome", "at least once, and the effect of a sql operation exactly once; throttle, order, circuit breaker and slots for each destination")
        {
            Folders = ["Deliver", "Lanes", "Operate"],
        },
        new("Record", "outcome -> attempt, next step", "the attempt, the new state and the next due time are one commit"),
        new("Observe", "what happened -> metrics, traces", "never slows down another stage"),
    ];

    /// <value>Where a message goes in again, by design. Each one that goes in so is accepted as any other is.</value>
    public static readonly IReadOnlyList<Loop> Loops =
    [
        new("Deliver", "Accept", "an emit operation posts messages to an application"),
        new("Record", "Accept", "an outcome can cause an operational webhook, which is accepted in the commit of the outcome"),
        new("Accept", "Reconcile", "a rule can expect another event after an accepted event"),
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
