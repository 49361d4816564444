namespace Ringback.Server.Api.Models;

/// <summary>A message that was posted, validated. Read by <see cref="MessageReader"/>.</summary>
internal sealed record MessageIn
{
    public const int MostChannels = 5;
    public const int MostTags = 5;

    public required string EventType { get; init; }

    public string? EventId { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What is delivered, byte for byte as it was sent: a slice of the body, or the raw payload's text in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether <see cref="Payload"/> is a raw one, which needn't be JSON.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Of a raw payload, where it was given; null: JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>Made when it isn't there.</summary>
    public ApplicationIn? Application { get; init; }

    /// <summary>Unix milliseconds; null: at once.</summary>
    public long? DeliverAt { get; init; }

    /// <summary>How long the payload is kept; null: as long as the server keeps messages.</summary>
    public TimeSpan? PayloadRetention { get; init; }
}
