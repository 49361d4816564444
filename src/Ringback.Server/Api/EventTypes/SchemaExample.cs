using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.EventTypes;

/// <summary>Makes an example of what a JSON schema (2020-12, and the nearest of its forebears) describes.</summary>
internal sealed class SchemaExample
{
    /// <value>References may multiply what they stand for: an example is for a person to look at.</value>
    private const int MostNodes = 2000;

    private const int Deepest = 24;
    private const int LongestText = 256;

    private readonly JsonElement _root;
    private int _nodes;

    private SchemaExample(JsonElement root) => _root = root;

    public static SchemaExampleJson Json => SchemaExampleJson.Default;

    /// <summary>An example of the newest version's schema; null when there is no schema.</summary>
    /// <param name="schemas">Schemas by version: <c>{"1":{…},"2":{…}}</c>; a schema by itself is taken too.</param>
    /// <param name="index">Which of the schema's own examples; the one that is made up when it has no such.</param>
    public static JsonElement? Find(JsonElement? schemas, int index)
    {
        if (schemas is not { ValueKind: JsonValueKind.Object } all || Newest(all) is not { ValueKind: JsonValueKind.Object } schema) return null;
        if (schema.TryGetProperty("examples", out var examples) && examples.ValueKind == JsonValueKind.Array && index < examples.GetArrayLength())
            return examples[index];
        var made = new SchemaExample(schema).Make(schema, 0);
        return made is null ? null : JsonSerializer.SerializeToElement(made, Json.JsonNode);
    }

    private static JsonElement Newest(JsonElement all)
    {
        var newest = (Version: -1L, Schema: all);
        foreach (var version in all.EnumerateObject())
        {
            if (SchemaRules.VersionOf(version.Name) is { } number && number > newest.Version)
                newest = (number, version.Value);
        }
        return newest.Schema;
    }

    private JsonNode? Make(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest || ++_nodes > MostNodes) return null;
        if (schema.TryGetProperty("$ref", out var reference)) return Resolve(reference) is { } target ? Make(target, depth + 1) : null;
        if (Given(schema, depth) is { } given) return given;
        foreach (var choice in (ReadOnlySpan<string>)["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(choice, out var options) && options.ValueKind == JsonValueKind.Array && options.GetArrayLength() > 0)
                return Merge(Make(options[0], depth + 1), schema, depth);
        }
        if (schema.TryGetProperty("allOf", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            JsonNode? all = null;
            foreach (var part in parts.EnumerateArray()) all = Merge(all, Make(part, depth + 1));
            return Merge(all, schema, depth);
        }
        return OfType(schema, depth);
    }

    /// <summary>What the schema itself says a value is or may be.</summary>
    private static JsonNode? Given(JsonElement schema, int depth)
    {
        foreach (var name in (ReadOnlySpan<string>)["const", "example", "default"])
        {
            if (schema.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) return Fitting(value, depth);
        }
        foreach (var name in (ReadOnlySpan<string>)["examples", "enum"])
        {
            if (schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0) return Fitting(list[0], depth);
        }
        return null;
    }

    private static JsonNode? Fitting(JsonElement value, int depth) =>
        depth + JsonDepth.Measure(value) > JsonDepth.Most ? null : JsonSerializer.SerializeToNode(value, Json.JsonElement);

    private JsonNode? OfType(JsonElement schema, int depth) => TypeOf(schema) switch
    {
        "object" => OfProperties(schema, depth),
        "array" => schema.TryGetProperty("items", out var items) && Make(items, depth + 1) is { } item ? new JsonArray(item) : [],
        "string" => Text(schema),
        "integer" => JsonValue.Create((long)Math.Ceiling(Least(schema))),
        "number" => JsonValue.Create(Least(schema)),
        "boolean" => JsonValue.Create(true),
        _ => null,
    };

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
        if (type.ValueKind == JsonValueKind.String) return type.GetString();
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()).FirstOrDefault(t => t != "null")
            : null;
    }

    private JsonObject OfProperties(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject()) made[property.Name] = Make(property.Value, depth + 1);
        }
        return made;
    }

    private static JsonValue Text(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        var text = format switch
        {
            "date-time" => "2026-01-31T12:00:00Z",
            "date" => "2026-01-31",
            "time" => "12:00:00Z",
            "duration" => "PT1H",
            "email" => "user@example.com",
            "hostname" => "example.com",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            "uri" or "url" => "https://example.com",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => Sized(schema),
        };
        return JsonValue.Create(text);
    }

    private static string Sized(JsonElement schema)
    {
        const string Word = "string";
        var least = Length(schema, "minLength", 0);
        var most = Length(schema, "maxLength", LongestText);
        if (Word.Length > most) return Word[..most];
        return new StringBuilder(Word).Append('g', Math.Max(0, least - Word.Length)).ToString();
    }

    private static int Length(JsonElement schema, string name, int absent) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var length) && length >= 0
            ? Math.Min(length, LongestText)
            : absent;

    private static double Least(JsonElement schema) =>
        schema.TryGetProperty("minimum", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var least)
        && Math.Abs(least) < 1e15 ? least : 1;

    /// <summary>The properties that stand beside a choice or a sum belong to it.</summary>
    private JsonNode? Merge(JsonNode? made, JsonElement schema, int depth) =>
        schema.TryGetProperty("properties", out _) ? Merge(made, OfProperties(schema, depth)) : made;

    private static JsonNode? Merge(JsonNode? first, JsonNode? second)
    {
        if (first is not JsonObject into || second is not JsonObject more) return second ?? first;
        foreach (var (name, value) in more.ToArray())
        {
            more.Remove(name);
            into[name] = value;
        }
        return into;
    }

    private JsonElement? Resolve(JsonElement reference) =>
        reference.ValueKind == JsonValueKind.String ? SchemaReference.Find(_root, reference.GetString()!) : null;
}

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SchemaExampleJson : JsonSerializerContext;
