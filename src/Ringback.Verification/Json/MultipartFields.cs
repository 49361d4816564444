using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Verification.Json;

/// <summary>The parts of <c>multipart/form-data</c> (RFC 7578, with the boundaries of RFC 2046, 5.1.1). Nothing is copied but names.</summary>
internal static class MultipartFields
{
    /// <value>RFC 2046, 5.1.1.</value>
    private const int LongestBoundary = 70;

    private const string NoName = "The body is multipart/form-data with a part that has no name.";

    /// <value>Bytes of one part's headers.</value>
    private const int LongestHead = 8 * 1024;

    public static bool TryRead(ReadOnlyMemory<byte> body, BodyType type, out List<BodyField> fields, [NotNullWhen(false)] out string? problem)
    {
        fields = [];
        var boundary = type.Parameter("boundary");
        problem = boundary is { Length: > 0 and <= LongestBoundary }
            ? Read(body, Encoding.UTF8.GetBytes("\r\n--" + boundary), fields)
            : $"The body is multipart/form-data without a boundary of 1 to {LongestBoundary} characters.";
        return problem is null;
    }

    private static string? Read(ReadOnlyMemory<byte> body, byte[] delimiter, List<BodyField> fields)
    {
        var all = body.Span;
        var first = delimiter.AsSpan(2);
        // The first boundary may stand at the very beginning; what stands before it is no part.
        var at = all.StartsWith(first) ? first.Length : all.IndexOf(delimiter) is >= 0 and var found ? found + delimiter.Length : -1;
        if (at < 0)
            return "The body is multipart/form-data in which its boundary doesn't occur.";
        while (!all[at..].StartsWith("--"u8))
        {
            var line = all[at..].IndexOf("\r\n"u8);
            var length = line < 0 ? -1 : all[(at + line)..].IndexOf(delimiter);
            if (length < 0 || all.Slice(at, line).ContainsAnyExcept((byte)' ', (byte)'\t'))
                return "The body is multipart/form-data that ends before its last boundary.";
            if (fields.Count == FormFields.Most)
                return FormFields.TooMany;
            var start = at + line;
            // A part whose headers are empty begins with the line that ends them; so does the search for the next boundary.
            if (length == 0)
                return "The body is multipart/form-data with a part that has no headers.";
            if (Part(body.Slice(start + 2, Math.Max(0, length - 2)), fields) is { } problem)
                return problem;
            at = start + length + delimiter.Length;
        }

        return null;
    }

    /// <returns>Why the part can't be read; null when it could.</returns>
    private static string? Part(ReadOnlyMemory<byte> part, List<BodyField> fields)
    {
        var head = part.Span.IndexOf("\r\n\r\n"u8);
        if (head is < 0 or > LongestHead)
            return NoName;
        var headers = Encoding.UTF8.GetString(part.Span[..head]);
        if (Header(headers, "Content-Disposition") is not { } disposition || Name(disposition) is not { } name)
            return NoName;
        var type = Header(headers, "Content-Type");
        var file = FileName(disposition);
        if (!PartContent.TryDecode(part[(head + 4)..], Header(headers, "Content-Transfer-Encoding"), out var content, out var problem))
            return problem;
        fields.Add(new BodyField(name, file is null ? PartContent.Text(content, type) : content) { FileName = file, ContentType = type });
        return null;
    }

    /// <summary>RFC 7578, 4.2, has no <c>name*</c>: it counts where there is nothing else.</summary>
    private static string? Name(string disposition) => HeaderParameters.Read(disposition, "name") ?? HeaderParameters.ReadExtended(disposition, "name*");

    /// <summary>
    /// Where there are both, <c>filename*</c> has the true name (RFC 6266, 4.3): .NET's and other libraries send them, though RFC 7578, 4.2,
    /// forbids it. One that can't be decoded still says that the part is a file.
    /// </summary>
    private static string? FileName(string disposition) =>
        HeaderParameters.ReadExtended(disposition, "filename*") ?? HeaderParameters.Read(disposition, "filename") ?? HeaderParameters.Read(disposition, "filename*");

    /// <summary>The value of the first header of that name. A line that begins with a blank continues the one before it (RFC 5322, 2.2.3).</summary>
    private static string? Header(string headers, string name)
    {
        string? value = null;
        foreach (var range in headers.AsSpan().Split("\r\n"))
        {
            var line = headers.AsSpan(range);
            if (value is not null)
            {
                if (line is not [' ' or '\t', ..])
                    break;
                value = $"{value} {line.Trim()}";
            }
            else if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                value = line[(name.Length + 1)..].Trim().ToString();
            }
        }

        return value?.Trim();
    }
}
