namespace Ringback.Server.Api.Models;

/// <summary>A background task, as the operation that starts it answers.</summary>
internal record TaskOut
{
    public required string Id { get; init; }

    /// <summary><c>running</c>, <c>finished</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>endpoint.recover</c> and others.</summary>
    public required string Task { get; init; }

    public required Timestamp UpdatedAt { get; init; }
}

/// <summary>A background task with what it found or did.</summary>
internal sealed record BackgroundTaskOut : TaskOut
{
    public required RawJson Data { get; init; }
}

internal sealed record AppUsageStatsOut : TaskOut
{
    public required IReadOnlyList<string> UnresolvedAppIds { get; init; }
}

/// <summary><c>{}</c>.</summary>
internal sealed record EmptyResponse
{
    public static readonly EmptyResponse Instance = new();
}
