using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Server.Api.EventTypes;

/// <summary>An OpenAPI document's references: followed, and bundled so that a schema stands without the document.</summary>
internal sealed class OpenApiDocument(JsonElement root)
{
    private const string Components = "#/components/schemas/";
    private const int LongestChain = 16;

    /// <value>Of all bundles: many small schemas may each refer to everything.</value>
    private const int MostBytes = 8 * 1024 * 1024;

    private int _bytes;

    public bool WithinLimits => _bytes <= MostBytes;

    /// <summary>What an object or a reference within the document (RFC 6901) stands for; null when it stands for nothing.</summary>
    public JsonElement? Resolve(JsonElement element)
    {
        for (var step = 0; step < LongestChain; step++)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("$ref", out var reference)) return element;
            if (reference.ValueKind != JsonValueKind.String || SchemaReference.Find(root, reference.GetString()!) is not { } target) return null;
            element = target;
        }
        return null;
    }

    /// <summary>A schema with the components that it refers to as its <c>$defs</c>; null when it isn't an object.</summary>
    public JsonObject? Bundle(JsonElement schema)
    {
        if (Resolve(schema) is not { ValueKind: JsonValueKind.Object } start || !Take(start)) return null;
        var bundle = (JsonObject)Node(start)!;
        var definitions = new JsonObject();
        var waiting = new Queue<JsonNode>([bundle]);
        while (waiting.TryDequeue(out var node))
        {
            foreach (var name in Rewrite(node))
            {
                if (definitions.ContainsKey(name)) continue;
                var known = SchemaReference.Find(root, Components + name);
                if (known is { } component && !Take(component)) return null;
                var copy = known is { } found ? Node(found) : null;
                definitions[name] = copy;
                if (copy is not null) waiting.Enqueue(copy);
            }
        }
        if (definitions.Count > 0)
        {
            if (bundle["$defs"] is JsonObject own)
            {
                foreach (var (name, value) in own.ToArray())
                {
                    own.Remove(name);
                    definitions.TryAdd(name, value);
                }
            }
            bundle["$defs"] = definitions;
        }
        return bundle;
    }

    public static JsonNode? Node(JsonElement element) => JsonSerializer.SerializeToNode(element, SchemaExampleJson.Default.JsonElement);

    /// <summary>However deep it is: whether that is too deep is judged after.</summary>
    public static JsonElement Element(JsonObject node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) node.WriteTo(writer);
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    private bool Take(JsonElement element)
    {
        _bytes += JsonMarshal.GetRawUtf8Value(element).Length;
        return WithinLimits;
    }

    /// <summary>Turns references to components into those to <c>$defs</c>.</summary>
    /// <returns>The components' names.</returns>
    private static HashSet<string> Rewrite(JsonNode start)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<JsonNode>([start]);
        while (waiting.TryPop(out var node))
        {
            if (node is JsonObject parent)
            {
                if (parent["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference)
                    && reference.StartsWith(Components, StringComparison.Ordinal) && reference[Components.Length..] is var name && !name.Contains('/'))
                {
                    names.Add(name);
                    parent["$ref"] = "#/$defs/" + name;
                }
                foreach (var (_, child) in parent) if (child is not null) waiting.Push(child);
            }
            else if (node is JsonArray list)
            {
                foreach (var child in list) if (child is not null) waiting.Push(child);
            }
        }
        return names;
    }
}
