using System.Text;
using System.Text.Unicode;

namespace Ringback.Verification.Json;

/// <summary>Parameters of a part's header (<c>form-data; name="a"; filename="b.txt"</c>), as browsers and mail programs write them.</summary>
internal static class HeaderParameters
{
    /// <summary>The first of that name; null when there is none.</summary>
    public static string? Read(string header, string name)
    {
        for (var at = header.IndexOf(';', StringComparison.Ordinal); at >= 0 && at < header.Length;)
        {
            var equals = header.IndexOf('=', at);
            if (equals < 0)
                return null;
            // A parameter without a value is passed over.
            if (header.IndexOf(';', at + 1) is >= 0 and var next && next < equals)
            {
                at = next;
                continue;
            }

            var found = header.AsSpan(at + 1, equals - at - 1).Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
            at = equals + 1;
            var value = header.AsSpan(at).StartsWith("\"") ? Quoted(header, ref at) : Token(header, ref at);
            if (found)
                return value;
            at = header.IndexOf(';', at);
        }

        return null;
    }

    /// <summary>
    /// The first of that name, which ends with <c>*</c>, decoded as RFC 8187, 3.2, says: <c>UTF-8'en'%e2%82%ac</c>. Null when there is none,
    /// or when it isn't of that form.
    /// </summary>
    public static string? ReadExtended(string header, string name)
    {
        if (Read(header, name)?.Split('\'', 3) is not [var charset, _, var value])
            return null;
        var bytes = FormFields.Unescape(Encoding.UTF8.GetBytes(value)).Span;
        return charset.ToUpperInvariant() switch
        {
            "UTF-8" => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null,
            "ISO-8859-1" => Encoding.Latin1.GetString(bytes),
            _ => null,
        };
    }

    private static string Token(string header, ref int at)
    {
        var end = header.IndexOf(';', at);
        var value = header[at..(end < 0 ? header.Length : end)].Trim();
        at = end < 0 ? header.Length : end;
        return value;
    }

    private static string Quoted(string header, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < header.Length && header[at] != '"'; at++)
        {
            // A backslash quotes only a quote or itself: older browsers send whole paths of Windows as a file's name.
            if (header[at] == '\\' && at + 1 < header.Length && header[at + 1] is '"' or '\\')
                at++;
            value.Append(header[at]);
        }

        at = Math.Min(at + 1, header.Length);
        return value.ToString();
    }
}
