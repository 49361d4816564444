using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;

namespace Ringback.Server.Api.Models;

internal sealed record SourceOut
{
    [Note("The provider, or the way it signs.", "stripe")]
    public required string Type { get; init; }

    [Note("Ours, for good.", "src_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string Id { get; init; }

    [Note("Your own name for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("For people.", "Stripe")]
    public required string Name { get; init; }

    [Note("What the provider calls. A secret: who knows it may call. Null when the source fires by itself.", "https://hooks.example.com/in/y5VvH9CwsEuN0b3rVsmpQx-Zx6h1aYt_")]
    public required string? IngestUrl { get; init; }

    [Note("Without its secrets; not there when none was given.", "{}")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required JsonElement? Config { get; init; }

    [Note("Yours.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("Ours: what of its requests is let in.")]
    public required SourceRulesOut Rules { get; init; }

    [Note("Ours: what is answered to an event that is safe; null: as the provider wants it.")]
    public required SourceAnswerOut? Answer { get; init; }

    [Note("Ours: how an event is known to be one that came before.")]
    public required SourceDuplicatesOut Duplicates { get; init; }

    [Note("Ours: rules that expect further webhooks.", "[]")]
    public required IReadOnlyList<ExpectationRuleOut> Expectations { get; init; }

    [Note("Ours: the URL as the provider sees it; null: as the request came.")]
    public required string? PublicUrl { get; init; }

    [Note("When it was made.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("When it changed last.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }
}

/// <summary>As they hold, defaults too.</summary>
internal sealed record SourceRulesOut(
    [property: Note("Of those that verify; null: no limit.", "100")] int? RequestsPerSecond,
    [property: Note("Of those that don't.", "20")] int UnverifiedPerSecond,
    [property: Note("Of a body.", "1048576")] int MaxBodyBytes,
    [property: Note("Of events.", """["POST"]""")] IReadOnlyList<string> Methods,
    [property: Note("Null: any.", """["application/json"]""")] IReadOnlyList<string>? ContentTypes,
    [property: Note("Null: any.", """["192.0.2.0/24"]""")] IReadOnlyList<string>? AllowedSources,
    [property: Note("Null: none.", """["10.0.0.0/8"]""")] IReadOnlyList<string>? TrustedProxies)
{
    public static SourceRulesOut Of(SourceRules rules) => new(
        rules.RequestsPerSecond, rules.UnverifiedPerSecond, rules.MaxBodyBytes, rules.Methods ?? ["POST"], rules.ContentTypes,
        rules.AllowedSources?.ToString().Split(','), rules.TrustedProxies?.ToString().Split(','));
}

internal sealed record SourceAnswerOut(
    [property: Note("2xx.", "200")] int Status,
    [property: Note("Null: none.", "ok")] string? Body,
    [property: Note("Of the body.", "text/plain")] string? ContentType);

internal sealed record SourceDuplicatesOut(
    [property: Note("How long an event is remembered.", "604800")] int WindowSeconds,
    [property: Note("Whether the same body is a duplicate where the id isn't signed.", "false")] bool AlsoBody,
    [property: Note("Values by which two events with different ids are one; null: none.")] NaturalKeyOut? NaturalKey);

internal sealed record NaturalKeyOut(
    [property: Note("Pointers into the event, or `$message.eventType`.", """["$message.eventType","/data/object/id"]""")] IReadOnlyList<string> Values,
    [property: Note("Only these; null: all.", """["invoice.paid"]""")] IReadOnlyList<string>? EventTypes);

internal sealed record RotateTokenOut(
    [property: Note("What the provider calls. A secret: who knows it may call. Null when the source fires by itself.", "https://hooks.example.com/in/y5VvH9CwsEuN0b3rVsmpQx-Zx6h1aYt_")] string IngestUrl);

internal sealed record TransformationOut(
    [property: Note("Always null: Ringback has no transformations.")] string? Code,
    [property: Note("Always false.", "false")] bool Enabled,
    [property: Note("Always null.")] IReadOnlyDictionary<string, string>? Variables)
{
    public static readonly TransformationOut None = new(null, false, null);
}
