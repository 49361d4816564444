using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Verification.Json;

/// <summary>
/// The fields of <c>application/x-www-form-urlencoded</c> (WHATWG URL, 5.1). A broken escape stands for itself, as everywhere on the web.
/// </summary>
internal static class FormFields
{
    /// <value>Fields of one form.</value>
    public const int Most = 1000;

    public static readonly string TooMany = $"The body is a form of more than {Most} fields.";

    public static bool TryRead(ReadOnlySpan<byte> body, out List<BodyField> fields, [NotNullWhen(false)] out string? problem)
    {
        fields = [];
        problem = null;
        // What is decoded is never longer than what was sent: one buffer holds all of it.
        var decoded = new byte[body.Length];
        var used = 0;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
                continue;
            if (fields.Count == Most)
            {
                problem = TooMany;
                return false;
            }

            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals], ' ', decoded, ref used);
            var value = Decode(equals < 0 ? [] : pair[(equals + 1)..], ' ', decoded, ref used);
            fields.Add(new BodyField(Encoding.UTF8.GetString(name.Span), value));
        }

        return true;
    }

    /// <summary>The text without its escapes; a plus is itself, which only forms use for a blank.</summary>
    public static ReadOnlyMemory<byte> Unescape(ReadOnlySpan<byte> text)
    {
        var used = 0;
        return Decode(text, '+', new byte[text.Length], ref used);
    }

    private static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> text, char plus, byte[] into, ref int used)
    {
        var start = used;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                _ = Convert.FromHexString(text.Slice(i + 1, 2), into.AsSpan(used++, 1), out _, out _);
                i += 2;
            }
            else
            {
                into[used++] = text[i] == '+' ? (byte)plus : text[i];
            }
        }

        return into.AsMemory(start, used - start);
    }
}
