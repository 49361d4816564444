using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Client.Api;

/// <summary>What messages may be about, as the server shows it.</summary>
public sealed record EventType
{
    /// <summary><c>invoice.paid</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For subscribers.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it is archived: still valid in endpoints, and not in lists.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether subscribers should stop using it.</summary>
    public bool Deprecated { get; init; }

    /// <summary>JSON schemas of the payload by version, <c>{"1": {…}}</c>; null when it has none, and in lists that leave them out.</summary>
    public JsonElement? Schemas { get; init; }

    /// <summary>Under which types are shown together.</summary>
    public string? GroupName { get; init; }

    /// <summary>Portals show it only if their link has one of these flags; null: all do.</summary>
    public IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <summary>The waits between attempts, <c>5s,5m,30m</c>; null: the server's.</summary>
    public string? RetrySchedule { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An event type to be made, or put in the place of the one of its name.</summary>
public sealed record EventTypeInput
{
    /// <summary>Unique among your event types: <c>invoice.paid</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For subscribers.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it is archived.</summary>
    public bool? Archived { get; init; }

    /// <summary>Whether subscribers should stop using it.</summary>
    public bool? Deprecated { get; init; }

    /// <summary>JSON schemas of the payload by version, <c>{"1": {…}}</c>; null: none.</summary>
    public JsonObject? Schemas { get; init; }

    /// <summary>Under which types are shown together.</summary>
    public string? GroupName { get; init; }

    /// <summary>Portals show it only if their link has one of these flags; null: all do.</summary>
    public IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <summary>The waits between attempts, <c>5s,5m,30m</c>; null: the server's.</summary>
    public string? RetrySchedule { get; init; }
}

/// <summary>What is changed of an event type; null stays as it is.</summary>
public sealed record EventTypePatch
{
    /// <summary>For subscribers.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is archived.</summary>
    public bool? Archived { get; init; }

    /// <summary>Whether subscribers should stop using it.</summary>
    public bool? Deprecated { get; init; }

    /// <summary>JSON schemas of the payload by version, in the place of all that are there.</summary>
    public JsonObject? Schemas { get; init; }

    /// <summary>Under which types are shown together.</summary>
    public string? GroupName { get; init; }

    /// <summary>Portals show it only if their link has one of these flags.</summary>
    public IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <summary>The waits between attempts, <c>5s,5m,30m</c>.</summary>
    public string? RetrySchedule { get; init; }
}

/// <summary>Which event types are wanted.</summary>
public sealed record EventTypeFilter
{
    /// <summary>Those that are archived, too.</summary>
    public bool IncludeArchived { get; init; }

    /// <summary>With their schemas.</summary>
    public bool WithSchemas { get; init; }
}
