using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ringback.Core.Json;

/// <summary>Where in a JSON text a value stands.</summary>
/// <param name="Type">Its first token; none where nothing was found.</param>
/// <param name="Start">Of its bytes, quotes included.</param>
internal readonly record struct JsonSlot(JsonTokenType Type, int Start, int Length)
{
    public bool Found => Type != JsonTokenType.None;

    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    /// <summary>A text without its quotes, its escapes resolved; what isn't text as it stands. Null when it isn't whole (half a surrogate pair).</summary>
    public string? Text(ReadOnlySpan<byte> json)
    {
        var raw = Raw(json);
        if (Type != JsonTokenType.String)
            return Encoding.UTF8.GetString(raw);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the value is this text, number (by value: 1 is 1.0), boolean or null.</summary>
    public bool Same(ReadOnlySpan<byte> json, JsonElement value) => (Type, value.ValueKind) switch
    {
        (JsonTokenType.String, JsonValueKind.String) => SameText(Raw(json), value),
        (JsonTokenType.Number, JsonValueKind.Number) => SameNumber(Raw(json), value),
        (JsonTokenType.True, JsonValueKind.True) or (JsonTokenType.False, JsonValueKind.False) or (JsonTokenType.Null, JsonValueKind.Null) => true,
        _ => false,
    };

    private static bool SameText(ReadOnlySpan<byte> raw, JsonElement value)
    {
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            return reader.ValueTextEquals(value.GetString());
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool SameNumber(ReadOnlySpan<byte> raw, JsonElement value)
    {
        var text = value.GetRawText();
        if (decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var right))
            return left == right;
        return double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a.Equals(b);
    }
}
