using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;

namespace Ringback.Server.Api.Models;

internal sealed record SourceOut
{
    public required string Type { get; init; }

    public required string Id { get; init; }

    public required string? Uid { get; init; }

    public required string Name { get; init; }

    /// <summary>Holds a secret, its token. Null for a source that fires by itself.</summary>
    public required string? IngestUrl { get; init; }

    /// <summary>Without its secrets; not there when none was given, which <c>generic-webhook</c> doesn't need.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required JsonElement? Config { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required SourceRulesOut Rules { get; init; }

    public required SourceAnswerOut? Answer { get; init; }

    public required SourceDuplicatesOut Duplicates { get; init; }

    public required IReadOnlyList<ExpectationRuleOut> Expectations { get; init; }

    public required string? PublicUrl { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }
}

/// <summary>As they hold, defaults too.</summary>
internal sealed record SourceRulesOut(
    int? RequestsPerSecond,
    int UnverifiedPerSecond,
    int MaxBodyBytes,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string>? ContentTypes,
    IReadOnlyList<string>? AllowedSources,
    IReadOnlyList<string>? TrustedProxies)
{
    public static SourceRulesOut Of(SourceRules rules) => new(
        rules.RequestsPerSecond, rules.UnverifiedPerSecond, rules.MaxBodyBytes, rules.Methods ?? ["POST"], rules.ContentTypes,
        rules.AllowedSources?.ToString().Split(','), rules.TrustedProxies?.ToString().Split(','));
}

internal sealed record SourceAnswerOut(int Status, string? Body, string? ContentType);

internal sealed record SourceDuplicatesOut(int WindowSeconds, bool AlsoBody, NaturalKeyOut? NaturalKey);

internal sealed record NaturalKeyOut(IReadOnlyList<string> Values, IReadOnlyList<string>? EventTypes);

internal sealed record RotateTokenOut(string IngestUrl);

internal sealed record TransformationOut(string? Code, bool Enabled, IReadOnlyDictionary<string, string>? Variables)
{
    public static readonly TransformationOut None = new(null, false, null);
}
