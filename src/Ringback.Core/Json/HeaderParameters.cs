using System.Text;

namespace Ringback.Core.Json;

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
