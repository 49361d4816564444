using System.Text.Json;

namespace Ringback.Core.Catalog;

/// <summary>What a message can be about, as an organisation registered it.</summary>
internal sealed record EventType : CatalogEntry
{
    public required int OrganisationId { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public bool Archived { get; init; }

    public bool Deprecated { get; init; }

    /// <value>JSON schemas by version, as given; null when none.</value>
    public JsonElement? Schemas { get; init; }

    public string? GroupName { get; init; }

    public IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <value>A schedule of its own, as <c>5s,5m</c>; null takes the server's.</value>
    public string? RetrySchedule { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long CreatedAt { get; init; }

    /// <value>Unix milliseconds.</value>
    public required long UpdatedAt { get; init; }
}
