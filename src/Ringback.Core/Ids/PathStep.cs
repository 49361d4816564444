using System.Buffers;
using System.Globalization;

namespace Ringback.Core.Ids;

/// <summary>
/// Names that a URL takes for steps of its path (RFC 3986, 5.2.4): <c>.</c> and <c>..</c>. A client resolves them before it sends a request,
/// so that the request reaches another resource than the one it was meant for.
/// </summary>
internal static class PathStep
{
    private const int LongestOnStack = 512;
    private static readonly SearchValues<char> Suspicious = SearchValues.Create("%\\");

    /// <summary>Whether a name is made of dots only. Three dots are no step, but no client library should have to know that.</summary>
    public static bool Is(ReadOnlySpan<char> name) => !name.IsEmpty && name.TrimStart('.').IsEmpty;

    /// <summary>Whether a path has a step, written in any way that a server or a proxy may take for one: encoded, or between backslashes.</summary>
    /// <param name="path">Encoded, without its query.</param>
    public static bool IsIn(ReadOnlySpan<char> path)
    {
        if (!path.ContainsAny(Suspicious) && !path.Contains("/.", StringComparison.Ordinal) && !path.StartsWith('.')) return false;
        Span<char> decoded = path.Length <= LongestOnStack ? stackalloc char[path.Length] : new char[path.Length];
        decoded = decoded[..Decode(path, decoded)];
        foreach (var range in decoded.SplitAny('/', '\\'))
        {
            if (decoded[range] is "." or "..") return true;
        }
        return false;
    }

    /// <summary>One character for each octet: only ASCII matters here.</summary>
    private static int Decode(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                c = (char)octet;
                i += 2;
            }
            into[length++] = c;
        }
        return length;
    }
}
