namespace Ringback.Client.Api;

/// <summary>A webhook that should come from a source, and whom to ask when it doesn't, as the server shows it.</summary>
public sealed record Expectation
{
    /// <summary><c>exp_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the webhook is about: <c>pay_123</c>.</summary>
    public required string Key { get; init; }

    /// <summary><c>open</c>, <c>fulfilled</c>, <c>polling</c>, <c>reconciled</c>, <c>expired</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Which event is the awaited one.</summary>
    public required Fulfilment FulfilledWhen { get; init; }

    /// <summary>From then on the provider is asked.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>How long before its creation the webhook may have come.</summary>
    public TimeSpan LookBack { get; init; }

    /// <summary>How it is asked; null: it isn't.</summary>
    public PollPlan? Poll { get; init; }

    /// <summary>The rule of the source that made it; null: it was made over the API.</summary>
    public string? Rule { get; init; }

    /// <summary>How often the provider was asked.</summary>
    public int Polls { get; init; }

    /// <summary>When it is asked next, or first; null once it has ended, or when it isn't asked.</summary>
    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>The event that fulfilled it, or was made for it: <c>msg_…</c>.</summary>
    public string? MsgId { get; init; }

    /// <summary>The latest hundred; null in lists.</summary>
    public IReadOnlyList<PollAttempt>? Attempts { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An expectation to be made.</summary>
public sealed record ExpectationInput
{
    /// <summary>What the webhook is about: <c>pay_123</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Which event is the awaited one.</summary>
    public required Fulfilment FulfilledWhen { get; init; }

    /// <summary>By when; null: <see cref="Within"/> from now.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>In the place of a deadline, whole seconds; null: an hour.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>How long ago the webhook may have come already, whole seconds; null: an hour.</summary>
    public TimeSpan? LookBack { get; init; }

    /// <summary>How the provider is asked; null: it isn't, and the expectation expires.</summary>
    public PollInput? Poll { get; init; }
}

/// <summary>Which event is the awaited one: about the object, and saying what it should.</summary>
public sealed record Fulfilment
{
    /// <summary>Where in an event the object's key stands, a JSON Pointer (RFC 6901). May be left out in rules that have it.</summary>
    public string? KeyPointer { get; init; }

    /// <summary>One of these; null: any.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>All of which must hold of the body.</summary>
    public IReadOnlyList<BodyCondition>? Conditions { get; init; }
}
