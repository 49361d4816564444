using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

/// <summary>The schemas of answers, taken from what the serializer writes, so that they can't be wrong about it.</summary>
internal sealed class OutputSchemas
{
    private readonly SortedDictionary<string, JsonObject> _components = new(StringComparer.Ordinal);

    /// <summary>All that were referred to.</summary>
    public IReadOnlyDictionary<string, JsonObject> Components => _components;

    public JsonObject ReferenceTo(JsonTypeInfo type) => Schema.Ref(Component(type));

    private string Component(JsonTypeInfo type)
    {
        var name = NameOf(type.Type);
        if (_components.ContainsKey(name)) return name;
        var schema = _components[name] = new JsonObject { ["type"] = "object" };
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in type.Properties)
        {
            var value = SchemaOf(property.PropertyType, type.Options);
            if (Nullable.GetUnderlyingType(property.PropertyType) is not null || property.IsGetNullable) value = Schema.OrNull(value);
            properties[property.Name] = NoteOf(property) is { } note ? Schema.With(value, note.Text, ExampleIn(note, value)) : value;
            if (property.ShouldSerialize is null) required.Add((JsonNode)property.Name);
        }
        schema["properties"] = properties;
        if (required.Count > 0) schema["required"] = required;
        return name;
    }

    private static NoteAttribute? NoteOf(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(NoteAttribute), inherit: true) is [NoteAttribute note] ? note : null;

    private static JsonNode? ExampleIn(NoteAttribute note, JsonObject schema)
    {
        if (note.Example is not { } example) return null;
        var isText = schema["type"] is JsonArray types ? types.Any(static type => type?.GetValue<string>() == "string") : schema["type"]?.GetValue<string>() == "string";
        return isText ? example : JsonNode.Parse(example);
    }

    private JsonObject SchemaOf(Type type, JsonSerializerOptions options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(Base64Bytes)) return Schema.Text();
        if (type == typeof(bool)) return Schema.Flag();
        if (type == typeof(int)) return new JsonObject { ["type"] = "integer", ["format"] = "int32" };
        if (type == typeof(long)) return new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        if (type == typeof(Timestamp)) return Schema.Time();
        if (type == typeof(RawJson) || type == typeof(JsonElement)) return Schema.Any();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return Schema.List(SchemaOf(type.GenericTypeArguments[0], options));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return Schema.Map(SchemaOf(type.GenericTypeArguments[1], options));
        return Schema.Ref(Component(options.GetTypeInfo(type)));
    }

    private static string NameOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListOut<>) ? "ListOf" + type.GenericTypeArguments[0].Name : type.Name;
}
