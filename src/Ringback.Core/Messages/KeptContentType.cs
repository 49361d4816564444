using System.Text;
using Ringback.Verification.Json;

namespace Ringback.Core.Messages;

/// <summary>
/// The content type that is kept with a body and sent on with it. A header that can't be kept as it came is never cut: its media type is
/// kept with the parameters by which a body is read, or none of it.
/// </summary>
internal static class KeptContentType
{
    public const string Unknown = "application/octet-stream";

    /// <value>Characters that are kept as they came; web servers take headers of 8 KiB and more.</value>
    private const int Longest = 1024;

    /// <value>Characters of a media type: RFC 6838, 4.2, allows 127 on each side of its slash. The same holds for a value of a parameter.</value>
    private const int LongestPart = 255;

    /// <value>RFC 2046, 4.1.2 and 5.1.1.</value>
    private static readonly string[] Deciding = ["boundary", "charset"];

    /// <param name="declared">As it was sent; null when nothing was declared.</param>
    public static string Normalize(string? declared)
    {
        if (!BodyType.TryRead(declared, out var type))
            return Unknown;
        if (declared!.Length <= Longest && IsPlain(declared))
            return declared;
        if (!CanKeep(type.Name))
            return Unknown;
        var kept = new StringBuilder(type.Name);
        foreach (var name in Deciding)
        {
            if (type.Parameter(name) is not { } value)
                continue;
            if (!CanKeep(value))
                return Unknown;
            kept.Append("; ").Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return kept.ToString();
    }

    private static bool CanKeep(string text) => text.Length <= LongestPart && IsPlain(text);

    /// <summary>RFC 9110, 5.5: of the control characters only the tab may stand in a header.</summary>
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyInRange('\0', '\b') && !text.AsSpan().ContainsAnyInRange('\n', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f');
}
