using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ringback.Core.Templates;

/// <summary>
/// JSON with places for values in its texts. A text that is one place alone becomes the event's value as it is, whatever its type (null
/// where there is nothing); in a longer one the value is text.
/// </summary>
internal sealed class JsonTemplate
{
    private readonly Node _root;

    private JsonTemplate(Node root) => _root = root;

    public IEnumerable<string> Pointers => _root.Pointers;

    /// <param name="json">Outlives the template.</param>
    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out JsonTemplate? template, [NotNullWhen(false)] out string? error)
    {
        template = Node.Parse(json, out error) is { } root ? new JsonTemplate(root) : null;
        return template is not null;
    }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static JsonTemplate Parse(JsonElement json) =>
        TryParse(json, out var template, out var error) ? template : throw new ArgumentException(error, nameof(json));

    /// <exception cref="RenderException">A place within a longer text has no value, or the JSON becomes too long.</exception>
    public byte[] Render(EventValues values, RenderLimit limit)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            _root.Write(writer, values, limit);
        limit.Check(buffer.WrittenCount);
        return buffer.WrittenSpan.ToArray();
    }

    private abstract class Node
    {
        public virtual IEnumerable<string> Pointers => [];

        public abstract void Write(Utf8JsonWriter writer, EventValues values, RenderLimit limit);

        /// <summary>The room that is left.</summary>
        protected static RenderLimit Left(Utf8JsonWriter writer, RenderLimit limit) => limit.Without(writer.BytesCommitted + writer.BytesPending);

        public static Node? Parse(JsonElement json, [NotNullWhen(false)] out string? error)
        {
            error = null;
            switch (json.ValueKind)
            {
                case JsonValueKind.String:
                    return Template.TryParse(json.GetString()!, out var template, out error) ? new TextNode(template) : null;
                case JsonValueKind.Object:
                    var fields = new List<(string, Node)>();
                    foreach (var property in json.EnumerateObject())
                    {
                        if (Parse(property.Value, out error) is not { } node)
                            return null;
                        fields.Add((property.Name, node));
                    }

                    return new ObjectNode(fields);
                case JsonValueKind.Array:
                    var items = new List<Node>();
                    foreach (var item in json.EnumerateArray())
                    {
                        if (Parse(item, out error) is not { } node)
                            return null;
                        items.Add(node);
                    }

                    return new ArrayNode(items);
                default:
                    return new LiteralNode(json.GetRawText());
            }
        }
    }

    private sealed class LiteralNode(string json) : Node
    {
        public override void Write(Utf8JsonWriter writer, EventValues values, RenderLimit limit) => writer.WriteRawValue(json, skipInputValidation: true);
    }

    private sealed class TextNode(Template template) : Node
    {
        public override IEnumerable<string> Pointers => template.Pointers;

        public override void Write(Utf8JsonWriter writer, EventValues values, RenderLimit limit)
        {
            var left = Left(writer, limit);
            if (template.Only is not { } only)
                WriteText(writer, values, left);
            else if (only.Pointer is { } pointer && values.Slot(pointer).Found)
                WriteRaw(writer, values.Whole(pointer), left);
            else if (only.Pointer is null && only.Value == MessageValue.Payload && values.IsJson)
                WriteRaw(writer, values.Json, left);
            else if (only.Pointer is not null || values.MessageText(only.Value) is null && only.Value != MessageValue.Payload)
                writer.WriteNullValue();
            else
                WriteText(writer, values, left);
            limit.Check(writer.BytesCommitted + writer.BytesPending);
        }

        private void WriteText(Utf8JsonWriter writer, EventValues values, RenderLimit left)
        {
            foreach (var piece in template.Pieces(values, left))
                writer.WriteStringValueSegment(piece, isFinalSegment: false);
            writer.WriteStringValueSegment("", isFinalSegment: true);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlyMemory<byte> json, RenderLimit left)
    {
        left.Check(json.Length);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }

    private sealed class ObjectNode(IReadOnlyList<(string Name, Node Value)> fields) : Node
    {
        public override IEnumerable<string> Pointers => fields.SelectMany(static pair => pair.Value.Pointers);

        public override void Write(Utf8JsonWriter writer, EventValues values, RenderLimit limit)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WritePropertyName(name);
                value.Write(writer, values, limit);
            }

            writer.WriteEndObject();
        }
    }

    private sealed class ArrayNode(IReadOnlyList<Node> items) : Node
    {
        public override IEnumerable<string> Pointers => items.SelectMany(static item => item.Pointers);

        public override void Write(Utf8JsonWriter writer, EventValues values, RenderLimit limit)
        {
            writer.WriteStartArray();
            foreach (var item in items)
                item.Write(writer, values, limit);
            writer.WriteEndArray();
        }
    }
}
