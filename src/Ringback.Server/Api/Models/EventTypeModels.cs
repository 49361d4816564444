using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

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

    public static EventTypeIn Read(JsonFields json) => Read(json, Fields.Name.Read(json) ?? "");

    public static EventTypeIn ReadUpsert(JsonFields json, string name) => Read(json, name);

    private static EventTypeIn Read(JsonFields json, string name) => new()
    {
        Name = name,
        Description = Fields.Description.Read(json) ?? "",
        Archived = Fields.Archived.Read(json) ?? false,
        Deprecated = Fields.Deprecated.Read(json) ?? false,
        Schemas = Fields.Schemas.Read(json),
        GroupName = Fields.GroupName.Read(json),
        FeatureFlags = Fields.FeatureFlags.Read(json),
        RetrySchedule = Fields.RetrySchedule.Read(json),
    };

    /// <param name="before">What is replaced; null when it is new.</param>
    public EventType ApplyTo(EventType? before, Organisation organisation, long now) => new()
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

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "EventTypeIn", "An event type, whole.", """{"name":"invoice.paid","description":"An invoice was paid in full."}""");

        public static readonly InputShape Upsert = new(
            "EventTypeUpdate", "An event type, whole; its name is in the path.", """{"description":"An invoice was paid."}""");

        public static readonly Field<string> Name = Shape.Required("name", Text(TextRule.EventType), "Unique: `invoice.paid`.");
        public static readonly Field<string> Description =
            Both(Shape.Required("description", Text(TextRule.Description), "A description for subscribers."));

        public static readonly Field<bool?> Archived = Both(Shape.Optional("archived", Flag(), "Whether it is archived."));
        public static readonly Field<bool?> Deprecated = Both(Shape.Optional("deprecated", Flag(), "Whether subscribers should stop using it."));
        public static readonly Field<JsonElement?> Schemas =
            Both(Shape.Optional("schemas", EventTypeFields.Schemas, "JSON schemas of the payload by version: `{\"1\": {…}}`."));

        public static readonly Field<string> GroupName = Both(Shape.Optional("groupName", Text(TextRule.EventType), "A group under which types are shown together."));
        public static readonly Field<IReadOnlyList<string>> FeatureFlags = Both(Shape.Optional(
            "featureFlags", EventTypeFields.FeatureFlags, "Portals show the type only if the link has one of these flags.", EventTypeFields.OldFeatureFlag));

        public static readonly Field<string> RetrySchedule = Both(Shape.Optional(
            "retrySchedule", EventTypeFields.Schedule, "Added by Ringback: the waits between attempts instead of the server's, such as `5s,5m,30m`."));

        private static Field<T> Both<T>(Field<T> field) => Upsert.Has(field);
    }
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

    public static EventTypePatch Read(JsonFields json) => new()
    {
        Description = Fields.Description.ReadPatch(json, absent: ""),
        Archived = Fields.Archived.ReadPatch(json, absent: false),
        Deprecated = Fields.Deprecated.ReadPatch(json, absent: false),
        Schemas = Fields.Schemas.ReadPatch(json),
        GroupName = Fields.GroupName.ReadPatch(json),
        FeatureFlags = Fields.FeatureFlags.ReadPatch(json),
        RetrySchedule = Fields.RetrySchedule.ReadPatch(json),
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

    internal static class Fields
    {
        public static readonly InputShape Shape = new("EventTypePatch", "The fields to change; other fields don't change.", """{"deprecated":true}""");
        public static readonly Field<string> Description = Shape.NotNull("description", Text(TextRule.Description), "What happened.");
        public static readonly Field<bool?> Archived = Shape.NotNull("archived", Flag(), "Whether it is archived.");
        public static readonly Field<bool?> Deprecated = Shape.NotNull("deprecated", Flag(), "Whether subscribers should stop using it.");
        public static readonly Field<JsonElement?> Schemas = Shape.Optional("schemas", EventTypeFields.Schemas, "JSON schemas of the payload by version.");
        public static readonly Field<string> GroupName = Shape.Optional("groupName", Text(TextRule.EventType), "A group under which types are shown together.");
        public static readonly Field<IReadOnlyList<string>> FeatureFlags = Shape.Optional(
            "featureFlags", EventTypeFields.FeatureFlags, "Portals show the type only if the link has one of these flags.", EventTypeFields.OldFeatureFlag);

        public static readonly Field<string> RetrySchedule =
            Shape.Optional("retrySchedule", EventTypeFields.Schedule, "Added by Ringback: waits such as `5s,5m,30m`; null means those of the server.");
    }
}

internal sealed record EventExampleIn(string EventType, int ExampleIndex)
{
    public static readonly InputShape Shape = new("EventExampleIn", "Which example to send.", """{"eventType":"invoice.paid"}""");

    private static readonly Field<string> TypeField = Shape.Required("eventType", Text(TextRule.EventType), "Its schema gives the payload.");
    private static readonly Field<int?> IndexField = Shape.Optional("exampleIndex", Whole(0, int.MaxValue), "The index of the example among those of the schema; 0 by default.");

    public static EventExampleIn Read(JsonFields json) => new(TypeField.Read(json) ?? "", IndexField.Read(json) ?? 0);
}

internal sealed record EventTypeOut
{
    [Note("The name of the event type, which is unique.", "invoice.paid")]
    public required string Name { get; init; }

    [Note("A description of what happened.", "An invoice was paid in full.")]
    public required string Description { get; init; }

    [Note("Whether it is archived.", "false")]
    public required bool Archived { get; init; }

    [Note("Whether subscribers should stop using it.", "false")]
    public required bool Deprecated { get; init; }

    [Note("JSON schemas of the payload by version.", """{"1":{"type":"object"}}""")]
    public required JsonElement? Schemas { get; init; }

    [Note("A group under which types are shown together.", "billing")]
    public required string? GroupName { get; init; }

    [Note("Portals show the type only if the link has one of these flags.", """["beta"]""")]
    public required IReadOnlyList<string>? FeatureFlags { get; init; }

    [Note("The first of `featureFlags`, for SDKs 1.x.", "beta")]
    public string? FeatureFlag => FeatureFlags is [var first, ..] ? first : null;

    /// <summary>Ours.</summary>
    [Note("Added by Ringback: the waits between attempts; null means those of the server.", "5s,5m,30m")]
    public required string? RetrySchedule { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    /// <param name="withContent">Whether to show the schemas.</param>
    public static EventTypeOut FromEventType(EventType type, bool withContent = true) => new()
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

    public static ApiResult Ok(EventType type) => ApiResult.Ok(FromEventType(type), ApiJson.Default.EventTypeOut);

    public static ApiResult Created(EventType type) => ApiResult.Created(FromEventType(type), ApiJson.Default.EventTypeOut);
}
