using Ringback.Core.Catalog;
using Ringback.Core.Ids;

namespace Ringback.Core.Reconcile;

/// <summary>A webhook that should come from a source by a time, and how to ask when it doesn't.</summary>
internal sealed record Expectation
{
    public const long DefaultLookBackMs = 3_600_000;

    /// <value>The store's; 0 before it is kept.</value>
    public long Row { get; init; }

    public required Ksuid Id { get; init; }

    /// <value>The source's.</value>
    public required int ApplicationId { get; init; }

    /// <value>Of what the webhook is about: <c>pay_123</c>.</value>
    public required string Key { get; init; }

    public required Fulfilment FulfilledWhen { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long Deadline { get; init; }

    /// <value>How long before its creation the webhook may have come, in milliseconds.</value>
    public long LookBack { get; init; }

    /// <value>Null: nobody is asked, it expires at the deadline.</value>
    public PollPlan? Poll { get; init; }

    /// <value>The headers of its polls, bound to its id; empty when it has none or they are its rule's.</value>
    public byte[] Sealed { get; init; } = [];

    /// <value>The rule of the source that made it; null: it was made over the API.</value>
    public string? Rule { get; init; }

    /// <value>The seq of the message that its rule made it of.</value>
    public long? Cause { get; init; }

    public ExpectationStatus Status { get; init; }

    /// <value>Unix milliseconds of the deadline, then of the next poll; null once it has ended.</value>
    public long? Due { get; init; }

    public int Polls { get; init; }

    /// <value>The seq of the event that ended it.</value>
    public long? Event { get; init; }

    /// <value>Its id, while it is kept.</value>
    public Ksuid? EventId { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }

    public string PublicId => IdPrefix.Expectation + Id;

    /// <value>Unix milliseconds from which it is given up.</value>
    public long GiveUpAt => Deadline + (Poll?.GiveUpAfterSeconds ?? 0) * 1000L;
}
