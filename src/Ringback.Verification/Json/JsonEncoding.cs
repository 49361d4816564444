using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Ringback.Verification.Json;

/// <summary>JSON in any encoding that senders use, as UTF-8.</summary>
internal static class JsonEncoding
{
    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf32 = new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly Encoding Utf32BigEndian = new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>
    /// A byte order mark decides, else where the zero bytes of the first two characters stand (RFC 4627, 3: they are ASCII in every JSON
    /// text), else the declared charset, which only Latin-1 needs. What is broken in its encoding is given back as it is: it is no JSON.
    /// </summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, string? charset)
    {
        var bytes = body.Span;
        if (bytes.StartsWith("\uFEFF"u8))
            return body[3..];
        var (encoding, mark) = Detect(bytes);
        encoding ??= TextEncoding(charset) is { } declared && ReferenceEquals(declared, Encoding.Latin1) && !Utf8.IsValid(bytes) ? declared : null;
        return encoding is not null && TryConvert(bytes[mark..], encoding) is { } converted ? converted : body;
    }

    /// <summary>The encoding of a text, where it is one that can be told by its bytes alone; null for UTF-8 and what is unknown.</summary>
    public static Encoding? TextEncoding(string? charset) => charset?.Trim('"').ToUpperInvariant() switch
    {
        "ISO-8859-1" or "LATIN1" => Encoding.Latin1,
        "UTF-16" or "UTF-16LE" => Utf16,
        "UTF-16BE" => Utf16BigEndian,
        _ => null,
    };

    /// <summary>The text in UTF-8; null when it is broken.</summary>
    public static byte[]? TryConvert(ReadOnlySpan<byte> bytes, Encoding from)
    {
        try
        {
            return Encoding.UTF8.GetBytes(from.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static (Encoding? Encoding, int Mark) Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4)
        {
            switch (BinaryPrimitives.ReadUInt32BigEndian(bytes))
            {
                case 0x0000FEFF: return (Utf32BigEndian, 4);
                case 0xFFFE0000: return (Utf32, 4);
                case > 0 and <= 0xFF: return (Utf32BigEndian, 0);
                case var first when (first & 0x00FFFFFF) == 0 && first != 0: return (Utf32, 0);
            }
        }

        return bytes switch
        {
            [0xFE, 0xFF, ..] => (Utf16BigEndian, 2),
            [0xFF, 0xFE, ..] => (Utf16, 2),
            [0, not 0, ..] => (Utf16BigEndian, 0),
            [not 0, 0, ..] => (Utf16, 0),
            _ => (null, 0),
        };
    }
}
