using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Ringback.Verification.Json;

/// <summary>The content of a part of <c>multipart/form-data</c>, without what it was wrapped in on its way.</summary>
internal static class PartContent
{
    /// <summary>
    /// The content as it was before its transfer encoding (RFC 2045, 6; RFC 7578, 4.7 advises against it, some senders use it). False when it
    /// can't be decoded: nobody must take the encoded text for the value.
    /// </summary>
    /// <param name="content">As it was sent.</param>
    /// <param name="encoding">The part's <c>Content-Transfer-Encoding</c>; null when it has none.</param>
    /// <param name="decoded">A copy where it was encoded.</param>
    /// <param name="problem">Why it can't be decoded, as a sentence.</param>
    public static bool TryDecode(ReadOnlyMemory<byte> content, string? encoding, out ReadOnlyMemory<byte> decoded, [NotNullWhen(false)] out string? problem)
    {
        decoded = content;
        problem = null;
        switch (encoding?.ToUpperInvariant())
        {
            case null or "" or "7BIT" or "8BIT" or "BINARY":
                return true;
            case "BASE64":
                problem = FromBase64(content, ref decoded) ? null : "The body is multipart/form-data with a part that is declared as base64, but isn't.";
                break;
            case "QUOTED-PRINTABLE":
                var text = QuotedPrintable.Decode(content.Span);
                problem = text is null ? "The body is multipart/form-data with a part that is declared as quoted-printable, but isn't." : null;
                decoded = text;
                break;
            default:
                problem = "The body is multipart/form-data with a part of a Content-Transfer-Encoding other than base64 and quoted-printable.";
                break;
        }

        return problem is null;
    }

    /// <summary>A text in UTF-8, without a byte order mark.</summary>
    /// <param name="content">In the part's charset.</param>
    /// <param name="type">The part's <c>Content-Type</c>; null when it has none.</param>
    public static ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> content, string? type)
    {
        if (content.Span.StartsWith("\uFEFF"u8))
            return content[3..];
        return BodyType.TryRead(type, out var declared) && JsonEncoding.TextEncoding(declared.Parameter("charset")) is { } encoding
            ? JsonEncoding.TryConvert(content.Span, encoding) ?? content
            : content;
    }

    private static bool FromBase64(ReadOnlyMemory<byte> content, ref ReadOnlyMemory<byte> decoded)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];
        var isDone = Base64.DecodeFromUtf8(content.Span, bytes, out _, out var written) == OperationStatus.Done;
        decoded = bytes.AsMemory(0, written);
        return isDone;
    }
}
