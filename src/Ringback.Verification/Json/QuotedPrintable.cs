namespace Ringback.Verification.Json;

/// <summary>The transfer encoding of RFC 2045, 6.7.</summary>
internal static class QuotedPrintable
{
    /// <summary>The text that was encoded; null when an <c>=</c> is followed neither by two hexadecimal digits nor by the end of its line.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            var line = text.IndexOf("\r\n"u8);
            var content = line < 0 ? text : text[..line];
            text = line < 0 ? [] : text[(line + 2)..];
            // Blanks at the end of a line were added on the way; one that belongs to the text is encoded.
            content = content.TrimEnd(" \t"u8);
            var isSoft = content.EndsWith("="u8);
            if (!TryDecodeLine(isSoft ? content[..^1] : content, decoded, ref length))
                return null;
            if (line >= 0 && !isSoft)
            {
                decoded[length++] = (byte)'\r';
                decoded[length++] = (byte)'\n';
            }
        }

        return decoded[..length];
    }

    private static bool TryDecodeLine(ReadOnlySpan<byte> line, Span<byte> decoded, ref int length)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '=')
            {
                decoded[length++] = line[i];
                continue;
            }

            if (i + 2 >= line.Length || !char.IsAsciiHexDigit((char)line[i + 1]) || !char.IsAsciiHexDigit((char)line[i + 2]))
                return false;
            _ = Convert.FromHexString(line.Slice(i + 1, 2), decoded.Slice(length++, 1), out _, out _);
            i += 2;
        }

        return true;
    }
}
