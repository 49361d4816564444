using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ringback.Server.Api.Http;

/// <summary>What System.Text.Json leaves to be asked about a text of JSON.</summary>
internal static class JsonText
{
    /// <summary>
    /// False when some <c>\u</c> escape is half of a surrogate pair: grammatical JSON (RFC 8259, 8.2), but no text, and
    /// System.Text.Json throws when such a one is read. Looks at escapes only, so what isn't JSON passes.
    /// </summary>
    public static bool HasOnlyWholeCharacters(ReadOnlySpan<byte> json)
    {
        while (true)
        {
            var at = json.IndexOf((byte)'\\');
            if (at < 0 || at + 1 >= json.Length) return true;
            if (json[at + 1] != 'u')
            {
                json = json[(at + 2)..];
                continue;
            }
            json = json[(at + 2)..];
            if (!TryHex(json, out var first)) return true;
            json = json[4..];
            if (char.IsLowSurrogate(first)) return false;
            if (!char.IsHighSurrogate(first)) continue;
            if (json.Length < 6 || json[0] != '\\' || json[1] != 'u' || !TryHex(json[2..], out var second) || !char.IsLowSurrogate(second)) return false;
            json = json[6..];
        }
    }

    /// <summary>A text of JSON that was the value of a field, as strict as a body is.</summary>
    /// <returns>False when it isn't JSON.</returns>
    public static bool TryParse(string text, int deepest, out JsonElement element)
    {
        element = default;
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!HasOnlyWholeCharacters(bytes)) return false;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = deepest, AllowDuplicateProperties = false });
            element = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What isn't JSON and where, without the parser's own advice.</summary>
    public static string Explain(JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = end < 0 ? message : message[..end];
        return e.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"{text} (line {line + 1}, byte {e.BytePositionInLine})")
            : text;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out char character)
    {
        character = default;
        if (digits.Length < 4 || !Utf8Parser.TryParse(digits[..4], out ushort value, out var used, 'x') || used != 4) return false;
        character = (char)value;
        return true;
    }
}
