using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Ringback.Verification.Json;

/// <summary>
/// Finds a value in JSON by its pointer (RFC 6901: <c>/event/type</c>, <c>/items/0/id</c>; <c>~1</c> is a slash, <c>~0</c>
/// a tilde; the empty pointer is the whole). Reads once, without a document; of a name that is there twice, the first.
/// </summary>
internal sealed class JsonPointer
{
    public const int LongestText = 1024;
    private readonly string _text;
    private readonly byte[][] _names;
    private readonly int[] _indexes;

    private JsonPointer(string text, string[] names)
    {
        _text = text;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _indexes = [.. names.Select(n => n == "0" || (n.Length is > 0 and < 9 && n[0] != '0' && n.All(char.IsAsciiDigit))
            ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture) : -1)];
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = null;
        if (text is null || text.Length > LongestText || (text.Length > 0 && text[0] != '/')) return false;
        var names = text.Length == 0 ? [] : text[1..].Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            var plain = names[i].Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal);
            if (plain.Contains('~')) return false;
            names[i] = names[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }
        pointer = new JsonPointer(text, names);
        return true;
    }

    /// <value>How many names lead to the value.</value>
    public int Depth => _names.Length;

    /// <summary>The name at a depth, in UTF-8, and the index in an array that it could be; -1 when it could be none.</summary>
    public (byte[] Name, int Index) this[int depth] => (_names[depth], _indexes[depth]);

    /// <exception cref="ArgumentException">It is none.</exception>
    public static JsonPointer Parse(string text) =>
        TryParse(text, out var pointer) ? pointer : throw new ArgumentException("not a JSON Pointer", nameof(text));

    /// <summary>The text, number or boolean there. Null when there is none, or what leads to it isn't JSON.</summary>
    public string? ReadText(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = Reader(json);
            if (!Seek(ref reader)) return null;
            return reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no text (half a surrogate pair, invalid UTF-8).
            return null;
        }
    }

    /// <summary>The value in a parsed document; null when there is none.</summary>
    public JsonElement? Find(JsonElement value)
    {
        for (var depth = 0; depth < _names.Length; depth++)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                if (_indexes[depth] is not (>= 0 and var index) || index >= value.GetArrayLength()) return null;
                value = value[index];
            }
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(_names[depth], out value))
            {
                return null;
            }
        }
        return value;
    }

    /// <summary>Where the value stands, whatever it is; null when there is none, or what leads to it isn't JSON.</summary>
    public Range? ReadRange(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = Reader(json);
            if (!Seek(ref reader)) return null;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return start..(int)reader.BytesConsumed;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The slices of the items of the array there; null when no array is there, or the JSON is broken.</summary>
    public List<Range>? ReadItems(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = Reader(json);
            if (!Seek(ref reader) || reader.TokenType != JsonTokenType.StartArray) return null;
            var items = new List<Range>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(start..(int)reader.BytesConsumed);
            }
            return items;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public override string ToString() => _text;

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = JsonLimits.MaxDepth });

    private bool Seek(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) return false;
        for (var depth = 0; depth < _names.Length; depth++)
        {
            var found = reader.TokenType switch
            {
                JsonTokenType.StartObject => SeekName(ref reader, _names[depth]),
                JsonTokenType.StartArray => SeekIndex(ref reader, _indexes[depth]),
                _ => false,
            };
            if (!found) return false;
        }
        return true;
    }

    private static bool SeekName(ref Utf8JsonReader reader, byte[] name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return true;
            reader.Skip();
        }
        return false;
    }

    private static bool SeekIndex(ref Utf8JsonReader reader, int index)
    {
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index) return true;
            reader.Skip();
        }
        return false;
    }
}
