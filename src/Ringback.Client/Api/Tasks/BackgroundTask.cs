using System.Text.Json;

namespace Ringback.Client.Api;

/// <summary>Work that the server does in the background.</summary>
public sealed record BackgroundTask
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>running</c>, <c>finished</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What it is: <c>endpoint.recover</c> and others.</summary>
    public required string Task { get; init; }

    /// <summary>When it got on last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it found or did; there when it was read by itself.</summary>
    public JsonElement? Data { get; init; }
}
