using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.EventTypes;

/// <summary>
/// Finds event types in an OpenAPI document: its <c>webhooks</c> (OpenAPI 3.1, 4.8.1), or <c>x-webhooks</c> as documents of
/// 3.0 have it. The extensions <c>x-svix-group-name</c> and <c>x-svix-feature-flags</c> of an operation are taken over.
/// </summary>
internal sealed class OpenApiWebhooks
{
    private const string TooLarge = "has schemas that grow too large or deep when what they refer to is put in";

    private static readonly string[] Sections = ["webhooks", "x-webhooks"];
    private static readonly string[] Methods = ["post", "put", "patch", "get", "delete"];

    private readonly OpenApiDocument _document;
    private readonly FieldErrors _errors = new();
    private readonly List<EventTypeFromOpenApi> _found = [];

    /// <value>Of all schemas together: many small ones may each refer to everything.</value>
    private int _valuesLeft = SchemaRules.MostValuesOfImport;

    private OpenApiWebhooks(JsonElement document) => _document = new OpenApiDocument(document);

    /// <summary>The event types, or everything that keeps them from being read.</summary>
    public static IReadOnlyList<EventTypeFromOpenApi> Read(JsonElement document, out ApiError? error)
    {
        var webhooks = new OpenApiWebhooks(document);
        webhooks.ReadSections(document);
        webhooks._errors.Failed(out error);
        return webhooks._found;
    }

    private void ReadSections(JsonElement document)
    {
        var any = false;
        foreach (var section in Sections)
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(section, out var items)) continue;
            any = true;
            if (items.ValueKind != JsonValueKind.Object) Fault("must be an object", section);
            else foreach (var item in items.EnumerateObject()) ReadItem(section, item.Name, item.Value);
        }
        if (!any) Fault("has neither webhooks nor x-webhooks");
    }

    private void ReadItem(string section, string name, JsonElement item)
    {
        if (_document.Resolve(item) is not { ValueKind: JsonValueKind.Object } path) Fault("must be an object, or a reference to one in the document", section, name);
        else if (Operation(path) is not { } operation) Fault("has no operation", section, name);
        else if (NameOf(name, operation) is not { } type) Fault("isn't a name of an event type, and its operationId isn't one either", section, name);
        else if (_found.Exists(known => known.Name == type)) Fault($"gives the event type \"{type}\" a second time", section, name);
        else if (FlagsOf(operation) is var flags && flags?.FirstOrDefault(flag => TextRule.EventType.Problem(flag) is not null) is { } wrong)
            Fault($"has \"{wrong}\" for a feature flag, which {TextRule.EventType.Problem(wrong)}", section, name);
        else if (Text(operation, "x-svix-group-name") is var group && group is not null && TextRule.EventType.Problem(group) is { } problem)
            Fault($"has a group name that {problem}", section, name);
        else
        {
            var schema = SchemaOf(operation);
            if (!_document.WithinLimits || (schema is { } made && JsonDepth.Measure(made) > JsonDepth.Most))
                Fault(TooLarge, section, name);
            else if (schema is { } bundle)
                CheckSchema(bundle, section, name);
            _found.Add(new EventTypeFromOpenApi(
                type,
                Text(operation, "description") ?? Text(path, "description") ?? Text(operation, "summary") ?? Text(path, "summary") ?? "",
                schema,
                operation.TryGetProperty("deprecated", out var deprecated) && deprecated.ValueKind == JsonValueKind.True,
                group,
                flags));
        }
    }

    private void CheckSchema(JsonElement schemas, string section, string name)
    {
        var values = SchemaRules.CountValues(schemas, SchemaRules.MostValues);
        _valuesLeft -= values;
        if (values > SchemaRules.MostValues || _valuesLeft < 0)
        {
            Fault(TooLarge, section, name);
            return;
        }

        foreach (var (at, problem) in SchemaRules.Faults(schemas)) Fault($"has a schema that {problem} (at /{string.Join('/', at.Skip(1))})", section, name);
    }

    private static JsonElement? Operation(JsonElement path)
    {
        foreach (var method in Methods)
        {
            if (path.TryGetProperty(method, out var operation) && operation.ValueKind == JsonValueKind.Object) return operation;
        }
        return null;
    }

    private static string? NameOf(string key, JsonElement operation) =>
        TextRule.EventType.Problem(key) is null ? key
        : Text(operation, "operationId") is { } id && TextRule.EventType.Problem(id) is null ? id
        : null;

    private static IReadOnlyList<string>? FlagsOf(JsonElement operation)
    {
        if (Text(operation, "x-svix-feature-flag") is { } one) return [one];
        if (!operation.TryGetProperty("x-svix-feature-flags", out var flags) || flags.ValueKind != JsonValueKind.Array) return null;
        string[] texts = [.. flags.EnumerateArray().Where(flag => flag.ValueKind == JsonValueKind.String).Select(flag => flag.GetString()!).Distinct()];
        return texts.Length == 0 ? null : texts;
    }

    /// <summary>The schema of the JSON that is sent, as version 1, with the body's examples among its own.</summary>
    private JsonElement? SchemaOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var reference) || _document.Resolve(reference) is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Object) return null;
        var media = content.TryGetProperty("application/json", out var json)
            ? json
            : content.EnumerateObject().FirstOrDefault(type => type.Name.Contains("json", StringComparison.OrdinalIgnoreCase)).Value;
        if (media.ValueKind != JsonValueKind.Object || !media.TryGetProperty("schema", out var schema)) return null;
        if (_document.Bundle(schema) is not { } bundle) return null;
        if (!bundle.ContainsKey("examples") && Examples(media) is { Count: > 0 } examples) bundle["examples"] = examples;
        return OpenApiDocument.Element(new JsonObject { ["1"] = bundle });
    }

    private JsonArray Examples(JsonElement media)
    {
        var list = new JsonArray();
        if (media.TryGetProperty("example", out var one)) list.Add(OpenApiDocument.Node(one));
        if (media.TryGetProperty("examples", out var named) && named.ValueKind == JsonValueKind.Object)
        {
            foreach (var example in named.EnumerateObject())
            {
                if (_document.Resolve(example.Value) is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty("value", out var value))
                    list.Add(OpenApiDocument.Node(value));
            }
        }
        return list;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private void Fault(string problem, params string[] at) => _errors.Add(["body", "spec", .. at], problem);
}
