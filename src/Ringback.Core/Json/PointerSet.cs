using System.Text.Json;
using Ringback.Verification.Json;

namespace Ringback.Core.Json;

/// <summary>
/// Many pointers, whose values are found in one pass over a JSON text, however many there are; nothing hostile in it can make that pass
/// longer or throw. Of a name that is there twice the first counts.
/// </summary>
internal sealed class PointerSet
{
    private readonly Node _root = new(0);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private int _nodes = 1;

    public PointerSet(IEnumerable<string> pointers)
    {
        foreach (var text in pointers)
            if (!_places.ContainsKey(text))
                _places[text] = Add(JsonPointer.Parse(text));
    }

    public bool IsEmpty => _places.Count == 0;

    /// <value>How many slots <see cref="TryRead"/> fills.</value>
    public int Slots => _nodes;

    /// <summary>In which slot a pointer's value is.</summary>
    public int PlaceOf(string pointer) => _places[pointer];

    /// <returns>False when it isn't JSON: then no slot means anything.</returns>
    public bool TryRead(ReadOnlySpan<byte> json, Span<JsonSlot> slots)
    {
        slots.Clear();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonLimits.MaxDepth });
            if (!reader.Read())
                return false;
            Take(ref reader, _root, slots);
            // What follows must be nothing: half a text after a whole one is no JSON.
            while (reader.Read())
            {
            }

            return true;
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Take(ref Utf8JsonReader reader, Node node, Span<JsonSlot> slots)
    {
        var (type, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        if (type == JsonTokenType.StartObject && node.Children.Count > 0)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var child = node.Named(ref reader);
                reader.Read();
                TakeOrSkip(ref reader, child, slots);
            }
        }
        else if (type == JsonTokenType.StartArray && node.Children.Count > 0)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                TakeOrSkip(ref reader, node.At(index), slots);
        }
        else
        {
            reader.Skip();
        }

        slots[node.Place] = new JsonSlot(type, start, (int)reader.BytesConsumed - start);
    }

    private static void TakeOrSkip(ref Utf8JsonReader reader, Node? node, Span<JsonSlot> slots)
    {
        if (node is null || slots[node.Place].Found)
            reader.Skip();
        else
            Take(ref reader, node, slots);
    }

    private int Add(JsonPointer pointer)
    {
        var node = _root;
        for (var depth = 0; depth < pointer.Depth; depth++)
        {
            var (name, index) = pointer[depth];
            var next = node.Children.Find(child => child.Name.AsSpan().SequenceEqual(name));
            if (next is null)
                node.Children.Add(next = new Node(_nodes++) { Name = name, Index = index });
            node = next;
        }

        return node.Place;
    }

    private sealed class Node(int place)
    {
        public int Place => place;

        public byte[] Name { get; init; } = [];

        /// <value>-1 when the name is none.</value>
        public int Index { get; init; } = -1;

        public List<Node> Children { get; } = [];

        public Node? Named(ref Utf8JsonReader reader)
        {
            foreach (var child in Children)
                if (reader.ValueTextEquals(child.Name))
                    return child;
            return null;
        }

        public Node? At(int index)
        {
            foreach (var child in Children)
                if (child.Index == index)
                    return child;
            return null;
        }
    }
}
