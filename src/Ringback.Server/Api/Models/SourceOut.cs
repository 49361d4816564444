using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;

namespace Ringback.Server.Api.Models;

internal sealed record SourceOut
{
    [Note("The provider, or the way it signs.", "stripe")]
    public required string Type { get; init; }

    [Note("The id that Ringback gives; it never changes.", "src_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    public required string Id { get; init; }

    [Note("Your own key for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("A text for people.", "Stripe")]
    public required string Name { get; init; }

    [Note("The URL that the provider calls. It is a secret, because everybody who knows it can call it. Null for a source of type cron.", "https://hooks.example.com/in/y5VvH9CwsEuN0b3rVsmpQx-Zx6h1aYt_")]
    public required string? IngestUrl { get; init; }

    [Note("The configuration without its secrets; left out if there is none.", "{}")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required JsonElement? Config { get; init; }

    [Note("Your own data.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("Added by Ringback: which requests are accepted.")]
    public required SourceRulesOut Rules { get; init; }

    [Note("Added by Ringback: the answer to a stored event; null means the answer that the provider expects.")]
    public required SourceAnswerOut? Answer { get; init; }

    [Note("Added by Ringback: how duplicates are recognised.")]
    public required SourceDuplicatesOut Duplicates { get; init; }

    [Note("Added by Ringback: rules that expect further webhooks.", "[]")]
    public required IReadOnlyList<ExpectationRuleOut> Expectations { get; init; }

    [Note("Added by Ringback: the URL that the provider calls; null means the URL of the request.")]
    public required string? PublicUrl { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }
}

/// <summary>As they hold, defaults too.</summary>
internal sealed record SourceRulesOut(
    [property: Note("The most verified requests per second; null means no limit.", "100")] int? RequestsPerSecond,
    [property: Note("The most unverified requests per second.", "20")] int UnverifiedPerSecond,
    [property: Note("The largest body in bytes.", "1048576")] int MaxBodyBytes,
    [property: Note("The accepted methods of events.", """["POST"]""")] IReadOnlyList<string> Methods,
    [property: Note("The accepted content types; null means all.", """["application/json"]""")] IReadOnlyList<string>? ContentTypes,
    [property: Note("The networks from which requests are accepted; null means all.", """["192.0.2.0/24"]""")] IReadOnlyList<string>? AllowedSources,
    [property: Note("The networks of proxies whose forwarded addresses are used; null means none.", """["10.0.0.0/8"]""")] IReadOnlyList<string>? TrustedProxies)
{
    public static SourceRulesOut FromRules(SourceRules rules) => new(
        rules.RequestsPerSecond, rules.UnverifiedPerSecond, rules.MaxBodyBytes, rules.Methods ?? ["POST"], rules.ContentTypes,
        rules.AllowedSources?.ToString().Split(','), rules.TrustedProxies?.ToString().Split(','));
}

internal sealed record SourceAnswerOut(
    [property: Note("The status code of the answer, from 200 to 299.", "200")] int Status,
    [property: Note("The body of the answer; null means that it has none.", "ok")] string? Body,
    [property: Note("The content type of the body.", "text/plain")] string? ContentType);

internal sealed record SourceDuplicatesOut(
    [property: Note("How long duplicates of an event are recognised, in seconds.", "604800")] int WindowSeconds,
    [property: Note("Whether an event with the same body is a duplicate if the id isn't signed.", "false")] bool AlsoBody,
    [property: Note("Values by which two events with different ids are the same event; null means none.")] NaturalKeyOut? NaturalKey);

internal sealed record NaturalKeyOut(
    [property: Note("JSON Pointers into the event, or `$message.eventType`.", """["$message.eventType","/data/object/id"]""")] IReadOnlyList<string> Values,
    [property: Note("The natural key is used only for events of these types; null means all types.", """["invoice.paid"]""")] IReadOnlyList<string>? EventTypes);

internal sealed record RotateTokenOut(
    [property: Note("The URL that the provider calls. It is a secret, because everybody who knows it can call it. Null for a source of type cron.", "https://hooks.example.com/in/y5VvH9CwsEuN0b3rVsmpQx-Zx6h1aYt_")] string IngestUrl);

internal sealed record TransformationOut(
    [property: Note("Always null: Ringback has no transformations.")] string? Code,
    [property: Note("Always false.", "false")] bool Enabled,
    [property: Note("Always null.")] IReadOnlyDictionary<string, string>? Variables)
{
    public static readonly TransformationOut None = new(null, false, null);
}
