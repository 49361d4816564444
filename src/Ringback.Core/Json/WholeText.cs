using System.Buffers.Text;
using System.Text.Unicode;

namespace Ringback.Core.Json;

/// <summary>Whether the texts of a JSON text are Unicode, which its grammar doesn't ask for.</summary>
internal static class WholeText
{
    /// <summary>
    /// False when it isn't UTF-8, or some <c>\u</c> escape is half of a surrogate pair: grammatical JSON (RFC 8259, 8.2), but no text that a
    /// database or another program could keep.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && HasOnlyWholePairs(json);

    /// <summary>Looks at escapes only, so what isn't JSON passes.</summary>
    public static bool HasOnlyWholePairs(ReadOnlySpan<byte> json)
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

    private static bool TryHex(ReadOnlySpan<byte> digits, out char character)
    {
        character = default;
        if (digits.Length < 4 || !Utf8Parser.TryParse(digits[..4], out ushort value, out var used, 'x') || used != 4) return false;
        character = (char)value;
        return true;
    }
}
