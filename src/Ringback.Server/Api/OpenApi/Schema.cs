using System.Text.Json.Nodes;

namespace Ringback.Server.Api.OpenApi;

/// <summary>Pieces of JSON Schema (2020-12, as OpenAPI 3.1 has it).</summary>
internal static class Schema
{
    public static JsonObject Text(int? least = null, int? most = null, string? pattern = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (least is { } shortest) schema["minLength"] = shortest;
        if (most is { } longest) schema["maxLength"] = longest;
        if (pattern is not null) schema["pattern"] = pattern;
        return schema;
    }

    /// <summary>A uid, an event type's name and the like.</summary>
    public static JsonObject Name(int most = 256) => Text(1, most, @"^[a-zA-Z0-9\-_.]+$");

    public static JsonObject Channel() => Text(1, 128, @"^[a-zA-Z0-9\-_.:+]+$");

    public static JsonObject Tag() => Text(1, 128, @"^[a-zA-Z0-9\-_./\\#]+$");

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    public static JsonObject Url() => new() { ["type"] = "string", ["format"] = "uri", ["maxLength"] = 65_536 };

    public static JsonObject Choice(params string[] choices) => new() { ["type"] = "string", ["enum"] = Array(choices) };

    public static JsonObject Number(params int[] choices) =>
        new() { ["type"] = "integer", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };

    public static JsonObject Whole(long least, long? most = null)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = least };
        if (most is { } largest) schema["maximum"] = largest;
        return schema;
    }

    public static JsonObject Flag() => new() { ["type"] = "boolean" };

    public static JsonObject List(JsonObject item, int? least = null, int? most = null)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item };
        if (least is { } fewest) schema["minItems"] = fewest;
        if (most is { } largest) schema["maxItems"] = largest;
        return schema;
    }

    /// <summary>A list of different texts.</summary>
    public static JsonObject Set(JsonObject item, int? least = null, int? most = null)
    {
        var schema = List(item, least, most);
        schema["uniqueItems"] = true;
        return schema;
    }

    public static JsonObject Map(JsonObject value) => new() { ["type"] = "object", ["additionalProperties"] = value };

    public static JsonObject Any() => new() { ["type"] = "object", ["additionalProperties"] = true };

    public static JsonObject Ref(string component) => new() { ["$ref"] = "#/components/schemas/" + component };

    /// <summary>The schema, or null.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"]?.GetValue<string>() is not { } type)
            return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        schema["type"] = new JsonArray(type, "null");
        if (schema["enum"] is JsonArray choices) choices.Add((JsonNode?)null);
        return schema;
    }

    /// <summary>With words, and an example where there is one. A reference takes them too, since 3.1.</summary>
    public static JsonObject With(JsonObject schema, string note, JsonNode? example = null)
    {
        schema["description"] = note;
        if (example is not null) schema["examples"] = new JsonArray(example);
        return schema;
    }

    /// <summary>A field that must be there.</summary>
    public static InputField Need(string name, JsonObject schema, string note) => new(name, schema, note, Required: true);

    /// <summary>A field that may be left out, or null, which means the same.</summary>
    public static InputField May(string name, JsonObject schema, string note) => new(name, OrNull(schema), note);

    /// <summary>A field that may be left out, but not null.</summary>
    public static InputField Some(string name, JsonObject schema, string note) => new(name, schema, note);

    private static JsonArray Array(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
