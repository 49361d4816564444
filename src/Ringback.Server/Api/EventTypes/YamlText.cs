using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ringback.Server.Api.EventTypes;

/// <summary>
/// Reads YAML (1.2, the core schema) as the JSON that it stands for; JSON is YAML too. What a hostile text could do with it
/// is bounded: depth, size, and aliases, which are copied and counted.
/// </summary>
internal sealed class YamlText
{
    private const int Deepest = JsonDepth.Most;
    private const int MostNodes = 200_000;

    /// <value>Of all texts and keys, each as often as it stands in the result.</value>
    private const int MostCharacters = 8 << 20;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _nodes;
    private long _characters;

    private readonly YamlPlaces? _places;

    private YamlText(string text, YamlPlaces? places) => (_parser, _places) = (new Parser(new StringReader(text)), places);

    /// <param name="node">Of the one document in the text.</param>
    /// <param name="problem">What is wrong with it, and where.</param>
    /// <param name="places">Told where each node stands; null: nobody wants to know.</param>
    public static bool TryRead(string text, out JsonNode? node, [NotNullWhen(false)] out string? problem, YamlPlaces? places = null)
    {
        node = null;
        problem = null;
        try
        {
            var yaml = new YamlText(text, places);
            yaml._parser.Consume<StreamStart>();
            if (!yaml._parser.Accept<DocumentStart>(out _)) problem = "holds nothing";
            else
            {
                yaml._parser.Consume<DocumentStart>();
                node = yaml.Node(0, "");
                yaml._parser.Consume<DocumentEnd>();
                if (yaml._parser.Accept<DocumentStart>(out var second))
                    problem = string.Create(CultureInfo.InvariantCulture, $"holds more than one document (line {second.Start.Line}): put all into one");
            }
        }
        catch (YamlException e)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"is neither JSON nor YAML: {e.Message} (line {e.Start.Line}, column {e.Start.Column})");
        }
        return problem is null;
    }

    private JsonNode? Node(int depth, string path)
    {
        var at = _parser.Current?.Start ?? Mark.Empty;
        _places?.Add(path, (int)at.Line, (int)at.Column);
        if (depth > Deepest) throw new YamlException(at, at, "it is too deep");
        Count(_parser.Current is Scalar text ? text.Value.Length : 0, at);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var known)) throw new YamlException(alias.Start, alias.End, "an alias of nothing before it");
            CountCopy(known, depth, at);
            return known?.DeepClone();
        }
        var anchor = _parser.Current is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor : default;
        var node = _parser.Current switch
        {
            Scalar => (JsonNode?)ValueOf(_parser.Consume<Scalar>()),
            SequenceStart => Sequence(depth, path),
            _ => Mapping(depth, path),
        };
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        return node;
    }

    private JsonArray Sequence(int depth, string path)
    {
        _parser.Consume<SequenceStart>();
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(Node(depth + 1, _places is null ? "" : YamlPlaces.Join(path, list.Count)));
        return list;
    }

    private JsonObject Mapping(int depth, string path)
    {
        _parser.Consume<MappingStart>();
        var map = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Consume<Scalar>();
            Count(key.Value.Length, key.Start);
            if (!IsWhole(key.Value)) throw new YamlException(key.Start, key.End, "a text holds half of a surrogate pair");
            if (!map.TryAdd(key.Value, null)) throw new YamlException(key.Start, key.End, "a key is given twice");
            map[key.Value] = Node(depth + 1, _places is null ? "" : YamlPlaces.Join(path, key.Value));
        }
        return map;
    }

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != OperationStatus.Done) return false;
            text = text[used..];
        }
        return true;
    }

    private void Count(int characters, Mark at)
    {
        _nodes++;
        _characters += characters;
        if (_nodes > MostNodes || _characters > MostCharacters) throw new YamlException(at, at, "it is too large");
    }

    /// <summary>Counts all of a node that stands in one more place, and how deep it gets there.</summary>
    private void CountCopy(JsonNode? node, int depth, Mark at)
    {
        if (depth > Deepest) throw new YamlException(at, at, "it is too deep");
        Count(node is JsonValue value && value.TryGetValue<string>(out var text) ? text.Length : 0, at);
        if (node is JsonObject map)
        {
            foreach (var (name, child) in map)
            {
                Count(name.Length, at);
                CountCopy(child, depth + 1, at);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list) CountCopy(child, depth + 1, at);
        }
    }

    /// <summary>YAML 1.2.2, 10.3.2: only plain scalars are anything but text.</summary>
    private static JsonValue? ValueOf(Scalar scalar)
    {
        var text = scalar.Value;
        if (!IsWhole(text)) throw new YamlException(scalar.Start, scalar.End, "a text holds half of a surrogate pair");
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(text);
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL": return null;
            case "true" or "True" or "TRUE": return JsonValue.Create(true);
            case "false" or "False" or "FALSE": return JsonValue.Create(false);
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return JsonValue.Create(whole);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && text.AsSpan().ContainsAnyInRange('0', '9')
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
