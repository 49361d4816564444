using System.Text.Json;
using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an event type take; PUT has the name in its path.</summary>
internal sealed record EventTypeIn
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required bool Archived { get; init; }

    public required bool Deprecated { get; init; }

    public required JsonElement? Schemas { get; init; }

    public required string? GroupName { get; init; }

    public required IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <summary>Ours; null takes the server's.</summary>
    public required string? RetrySchedule { get; init; }

    public static EventTypeIn Read(JsonFields fields) => Read(fields, fields.Text("name", TextRule.EventType, Need.Required) ?? "");

    public static EventTypeIn ReadUpsert(JsonFields fields, string name) => Read(fields, name);

    private static EventTypeIn Read(JsonFields fields, string name) => new()
    {
        Name = name,
        Description = fields.Text("description", TextRule.Description, Need.Required) ?? "",
        Archived = fields.Flag("archived") ?? false,
        Deprecated = fields.Flag("deprecated") ?? false,
        Schemas = EventTypeFields.Schemas(fields),
        GroupName = fields.Text("groupName", TextRule.EventType),
        FeatureFlags = EventTypeFields.Flags(fields, least: 1),
        RetrySchedule = EventTypeFields.Schedule(fields),
    };

    /// <param name="before">What is replaced; null when it is new.</param>
    public EventType Over(EventType? before, Organisation organisation, long now) => new()
    {
        OrganisationId = organisation.Id,
        Name = Name,
        Description = Description,
        Archived = Archived,
        Deprecated = Deprecated,
        Schemas = Schemas,
        GroupName = GroupName,
        FeatureFlags = FeatureFlags,
        RetrySchedule = RetrySchedule,
        CreatedAt = before?.CreatedAt ?? now,
        UpdatedAt = now,
    };
}

internal sealed record EventTypePatch
{
    public required Patch<string> Description { get; init; }

    public required Patch<bool> Archived { get; init; }

    public required Patch<bool> Deprecated { get; init; }

    public required Patch<JsonElement?> Schemas { get; init; }

    public required Patch<string?> GroupName { get; init; }

    public required Patch<IReadOnlyList<string>?> FeatureFlags { get; init; }

    public required Patch<string?> RetrySchedule { get; init; }

    public static EventTypePatch Read(JsonFields fields) => new()
    {
        Description = fields.Patch("description", fields.Text("description", TextRule.Description, Need.NotNull) ?? ""),
        Archived = fields.Patch("archived", fields.Flag("archived", Need.NotNull) ?? false),
        Deprecated = fields.Patch("deprecated", fields.Flag("deprecated", Need.NotNull) ?? false),
        Schemas = fields.Patch("schemas", EventTypeFields.Schemas(fields)),
        GroupName = fields.Patch("groupName", fields.Text("groupName", TextRule.EventType)),
        FeatureFlags = fields.Patch(fields.Pick("featureFlags", "featureFlag"), EventTypeFields.Flags(fields, least: 1)),
        RetrySchedule = fields.Patch("retrySchedule", EventTypeFields.Schedule(fields)),
    };

    public EventType Apply(EventType type, long now) => type with
    {
        Description = Description.Or(type.Description),
        Archived = Archived.Or(type.Archived),
        Deprecated = Deprecated.Or(type.Deprecated),
        Schemas = Schemas.Or(type.Schemas),
        GroupName = GroupName.Or(type.GroupName),
        FeatureFlags = FeatureFlags.Or(type.FeatureFlags),
        RetrySchedule = RetrySchedule.Or(type.RetrySchedule),
        UpdatedAt = now,
    };
}

internal static class EventTypeFields
{
    private const int MostFlags = 25;

    /// <summary>The list, or the one flag as SDKs 1.x give it.</summary>
    public static IReadOnlyList<string>? Flags(JsonFields fields, int least)
    {
        if (fields.Pick("featureFlags", "featureFlag") == "featureFlags")
            return fields.Texts("featureFlags", TextRule.EventType, least, MostFlags);
        return fields.Text("featureFlag", TextRule.EventType) is { } flag ? [flag] : null;
    }

    public static JsonElement? Schemas(JsonFields fields)
    {
        if (fields.Json("schemas") is not { } schemas) return null;
        foreach (var (at, problem) in SchemaRules.Faults(schemas)) fields.Add(["schemas", .. at], problem);
        return schemas;
    }

    public static string? Schedule(JsonFields fields)
    {
        if (fields.Text("retrySchedule", TextRule.Any) is not { } text) return null;
        if (RetrySchedule.TryParse(text, out var schedule, out var error)) return schedule.ToString();
        fields.Add("retrySchedule", error);
        return null;
    }
}

internal sealed record EventExampleIn(string EventType, int ExampleIndex)
{
    public static EventExampleIn Read(JsonFields fields) => new(
        fields.Text("eventType", TextRule.EventType, Need.Required) ?? "",
        (int)(fields.Whole("exampleIndex", 0, int.MaxValue) ?? 0));
}

internal sealed record EventTypeOut
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required bool Archived { get; init; }

    public required bool Deprecated { get; init; }

    public required JsonElement? Schemas { get; init; }

    public required string? GroupName { get; init; }

    public required IReadOnlyList<string>? FeatureFlags { get; init; }

    /// <summary>As SDKs 1.x know it: the first.</summary>
    public string? FeatureFlag => FeatureFlags is [var first, ..] ? first : null;

    /// <summary>Ours.</summary>
    public required string? RetrySchedule { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }

    /// <param name="withContent">Whether to show the schemas.</param>
    public static EventTypeOut Of(EventType type, bool withContent = true) => new()
    {
        Name = type.Name,
        Description = type.Description,
        Archived = type.Archived,
        Deprecated = type.Deprecated,
        Schemas = withContent ? type.Schemas : null,
        GroupName = type.GroupName,
        FeatureFlags = type.FeatureFlags,
        RetrySchedule = type.RetrySchedule,
        CreatedAt = type.CreatedAt,
        UpdatedAt = type.UpdatedAt,
    };

    public static ApiResult Ok(EventType type) => ApiResult.Ok(Of(type), ApiJson.Default.EventTypeOut);

    public static ApiResult Created(EventType type) => ApiResult.Created(Of(type), ApiJson.Default.EventTypeOut);
}
