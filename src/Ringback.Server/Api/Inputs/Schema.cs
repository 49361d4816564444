using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

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

    /// <summary>What the rule says of a text.</summary>
    public static JsonObject Text(TextRule rule) =>
        Text(rule.Shortest == 0 ? null : rule.Shortest, rule.Longest == int.MaxValue ? null : rule.Longest, rule.Pattern);

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    /// <param name="most">In characters; null: that isn't known before its places have values.</param>
    public static JsonObject Url(int? most = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["format"] = "uri" };
        if (most is { } longest) schema["maxLength"] = longest;
        return schema;
    }

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

    /// <summary>Any value but null.</summary>
    public static JsonObject AnyValue() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("object", "array", "string", "number", "boolean") }) };

    /// <summary>A value that holds no others.</summary>
    public static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean", "null") };

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

    private static JsonArray Array(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
