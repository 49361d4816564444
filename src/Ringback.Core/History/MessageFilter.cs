using Ringback.Core.Record;

namespace Ringback.Core.History;

/// <summary>Which messages, deliveries or attempts a list shows; null is no condition.</summary>
internal record MessageFilter
{
    public static readonly MessageFilter None = new();

    /// <value>Any of these.</value>
    public IReadOnlyList<string>? EventTypes { get; init; }

    public string? Channel { get; init; }

    public string? Tag { get; init; }

    /// <value>The id that the caller or the provider gave the event.</value>
    public string? EventId { get; init; }

    /// <value>Unix milliseconds, exclusive: of acceptance, or of the attempt.</value>
    public long? Before { get; init; }

    /// <value>Unix milliseconds, inclusive.</value>
    public long? After { get; init; }

    /// <value>Whether rows have to be looked up in their message to be judged.</value>
    public bool LooksAtMessage => EventTypes is not null || Channel is not null || Tag is not null || EventId is not null;
}

/// <summary>As <see cref="MessageFilter"/>, by state too.</summary>
internal record DeliveryFilter : MessageFilter
{
    public static new readonly DeliveryFilter None = new();

    public DeliveryState? State { get; init; }

    /// <value>
    /// The seqs of what is in flight, which only the memory of Deliver knows: they tell <see cref="DeliveryState.Sending"/> from
    /// <see cref="DeliveryState.Pending"/>.
    /// </value>
    public IReadOnlyCollection<long> InFlight { get; init; } = [];

    /// <value>Whether <see cref="DeliveryState.Canceled"/> is told from <see cref="DeliveryState.Fail"/>; without, asking for the one gives both.</value>
    public bool Expanded { get; init; }
}

/// <summary>As <see cref="DeliveryFilter"/>, by what the endpoint answered too.</summary>
internal sealed record AttemptFilter : DeliveryFilter
{
    public static new readonly AttemptFilter None = new();

    /// <value>0 (no answer), 100, 200, 300, 400 or 500.</value>
    public int? StatusCodeClass { get; init; }

    /// <value>Of a message's attempts, only those to this endpoint.</value>
    public int? Endpoint { get; init; }
}
