namespace Ringback.Client.Api;

/// <summary>A rule of a source that makes expectations by itself.</summary>
public sealed record ExpectationRuleInput
{
    /// <summary>Unique in its source.</summary>
    public required string Name { get; init; }

    /// <summary>What it makes them of.</summary>
    public required RuleTrigger On { get; init; }

    /// <summary>Where in that the object's key stands.</summary>
    public required string KeyPointer { get; init; }

    /// <summary>Which event is the awaited one.</summary>
    public required Fulfilment FulfilledWhen { get; init; }

    /// <summary>From that to the deadline, whole seconds; null: an hour.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>How the provider is asked; null: it isn't.</summary>
    public PollInput? Poll { get; init; }
}

/// <summary>A rule of a source, as the server shows it.</summary>
public sealed record ExpectationRule
{
    /// <summary>Unique in its source.</summary>
    public required string Name { get; init; }

    /// <summary>What it makes expectations of.</summary>
    public required RuleTrigger On { get; init; }

    /// <summary>Where in that the object's key stands.</summary>
    public required string KeyPointer { get; init; }

    /// <summary>Which event is the awaited one.</summary>
    public required Fulfilment FulfilledWhen { get; init; }

    /// <summary>From that to the deadline.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>How the provider is asked; null: it isn't.</summary>
    public PollPlan? Poll { get; init; }
}

/// <summary>What a rule makes expectations of.</summary>
public sealed record RuleTrigger
{
    /// <summary>One of these.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>The application that the message is sent to; null: an event of the source itself.</summary>
    public string? Application { get; init; }

    /// <summary>All of which must hold of the body.</summary>
    public IReadOnlyList<BodyCondition>? Conditions { get; init; }
}
