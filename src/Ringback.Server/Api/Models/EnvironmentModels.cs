using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What <c>environment/import</c> takes; its settings and connectors are of Svix' cloud, and are passed over.</summary>
internal sealed record EnvironmentIn(IReadOnlyList<EventTypeIn> EventTypes)
{
    public static readonly InputShape Shape = new(
        "EnvironmentIn", "The answer of an export.", """{"version":1,"eventTypes":[{"name":"invoice.paid","description":"An invoice was paid in full."}]}""");

    private static readonly Field<IReadOnlyList<JsonFields>> TypesField = Shape.Optional(
        "eventTypes", Objects(EventTypeIn.Fields.Shape, 0, 10_000), "Each replaces the event type with its name; other types don't change.");

    public static EnvironmentIn Read(JsonFields json)
    {
        var types = TypesField.Read(json) ?? [];
        // Before any of them is checked: checking is what takes time.
        var left = SchemaRules.MostValuesOfImport;
        foreach (var type in types)
        {
            if (type.Json(EventTypeIn.Fields.Schemas.Name) is { } schemas) left -= SchemaRules.CountValues(schemas, left);
            if (left >= 0) continue;
            TypesField.Refuse(json, $"must have at most {SchemaRules.MostValuesOfImport} values in their schemas together: import them in parts");
            return new EnvironmentIn([]);
        }
        return new EnvironmentIn([.. types.Select(EventTypeIn.Read)]);
    }
}

internal sealed record EnvironmentOut(
    [property: Note("The time when it was created.", Examples.Time)] Timestamp CreatedAt,
    [property: Note("All event types, including archived ones.")] IReadOnlyList<EventTypeOut> EventTypes) : IAnswerRows
{
    int IAnswerRows.Rows => EventTypes.Count;

    // They are the catalog's.
    long IAnswerRows.RowBytes => 0;

    [Note("Always 1, because SDKs 1.x need it.", "1")]
    public int Version => 1;

    [Note("Always null.")]
    public JsonElement? Settings => null;

    [Note("Always empty.", "[]")]
    public IReadOnlyList<JsonElement> Connectors => [];

    void IAnswerRows.WriteHead(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("createdAt"u8);
        JsonSerializer.Serialize(json, CreatedAt, ApiJson.Default.Timestamp);
        json.WriteStartArray("eventTypes"u8);
    }

    void IAnswerRows.WriteRow(Utf8JsonWriter json, int row) => JsonSerializer.Serialize(json, EventTypes[row], ApiJson.Default.EventTypeOut);

    void IAnswerRows.WriteTail(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteNumber("version"u8, Version);
        json.WriteNull("settings"u8);
        json.WriteStartArray("connectors"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <param name="DryRun">Only say what would change.</param>
/// <param name="ReplaceAll">Archive the event types that the document doesn't have.</param>
/// <param name="Spec">The OpenAPI document; this or the text.</param>
/// <param name="SpecRaw">The document as text.</param>
internal sealed record EventTypeImportOpenApiIn(bool DryRun, bool ReplaceAll, JsonElement? Spec, string? SpecRaw)
{
    public static readonly InputShape Shape = new(
        "EventTypeImportOpenApiIn", "An OpenAPI document whose `webhooks` become event types.",
        """{"spec":{"openapi":"3.1.0","info":{"title":"Shop","version":"1"},"webhooks":{"order.made":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object"}}}}}}}}}""");

    public static readonly Field<JsonElement?> SpecField = Shape.Optional("spec", AnyObject(), "The document; this or `specRaw`.");
    public static readonly Field<string> SpecRawField = Shape.Optional("specRaw", Text(TextRule.Any), "The document as text, JSON or YAML.");

    private static readonly Field<bool?> DryRunField = Shape.Optional("dryRun", Flag(), "Whether to only show what would change.");
    private static readonly Field<bool?> ReplaceAllField = Shape.Optional("replaceAll", Flag(), "Whether to archive the types that the document doesn't have.");

    public static EventTypeImportOpenApiIn Read(JsonFields json) => new(
        DryRunField.Read(json) ?? false, ReplaceAllField.Read(json) ?? false, SpecField.Read(json), SpecRawField.Read(json));
}

internal sealed record EventTypeImportOpenApiOut(
    [property: Note("The changes that were made, or would be made in a dry run.")] EventTypeImportOpenApiOutData Data);

/// <param name="ToModify">In a dry run, what they would become.</param>
internal sealed record EventTypeImportOpenApiOutData(
    [property: Note("The names of the types that were created or changed, or would be in a dry run.", """["order.made"]""")] IReadOnlyList<string> Modified,
    [property: Note("In a dry run, the types as they would be."), JsonPropertyName("to_modify")] IReadOnlyList<EventTypeFromOpenApi>? ToModify);

internal sealed record EventTypeFromOpenApi(
    [property: Note("The name of the event type, which is unique.", "invoice.paid")] string Name,
    [property: Note("A description of what happened.", "An invoice was paid in full.")] string Description,
    [property: Note("JSON schemas of the payload by version.", """{"1":{"type":"object"}}""")] JsonElement? Schemas,
    [property: Note("Whether subscribers should stop using it.", "false")] bool Deprecated,
    [property: Note("A group under which types are shown together.", "billing")] string? GroupName,
    [property: Note("Portals show the type only if the link has one of these flags.", """["beta"]""")] IReadOnlyList<string>? FeatureFlags);
