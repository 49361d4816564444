using System.Buffers;
using System.Text.Json;

namespace Ringback.Server.Api.Answers;

/// <summary>As what bytes stand in an answer.</summary>
internal enum LargeKind
{
    /// <summary>JSON, as it is.</summary>
    Json,

    /// <summary>A string of the text.</summary>
    Text,

    /// <summary>A string of their base64.</summary>
    Base64,
}

/// <summary>
/// A value of an answer that may be large: a payload, a body. Where it is, it stays outside of the buffer in which the answer is written,
/// and is written in parts while it is sent.
/// </summary>
/// <param name="Bytes">As they are stored.</param>
/// <param name="Kind">As what they are written.</param>
internal readonly record struct LargeValue(ReadOnlyMemory<byte> Bytes, LargeKind Kind)
{
    /// <value>Bytes from which a value is large.</value>
    public const int Least = AnswerBudget.Small;

    /// <value>Bytes of it that are written at once.</value>
    private const int Part = 32 * 1024;

    /// <summary>In an answer that is being written, into its place; elsewhere as a whole.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> bytes, LargeKind kind)
    {
        var value = new LargeValue(bytes, kind);
        if (bytes.Length < Least || !AnswerBuffer.TryPutAside(json, value)) value.WriteTo(json);
    }

    /// <returns>False: the client is gone, or was cut off.</returns>
    public async ValueTask<bool> SendAsync(PacedOutput output)
    {
        if (Kind == LargeKind.Json) return await output.SendAsync(Bytes);
        var buffer = new ArrayBufferWriter<byte>(2 * Part);
        await using var json = new Utf8JsonWriter(buffer, AnswerBuffer.Options);
        for (var rest = Bytes; ;)
        {
            var part = rest[..Math.Min(Part, rest.Length)];
            rest = rest[part.Length..];
            if (Kind == LargeKind.Text) json.WriteStringValueSegment(part.Span, rest.IsEmpty);
            else json.WriteBase64StringSegment(part.Span, rest.IsEmpty);
            json.Flush();
            if (!await output.SendAsync(buffer.WrittenMemory)) return false;
            buffer.ResetWrittenCount();
            if (rest.IsEmpty) return true;
        }
    }

    private void WriteTo(Utf8JsonWriter json)
    {
        if (Kind == LargeKind.Json) json.WriteRawValue(Bytes.Span, skipInputValidation: true);
        else if (Kind == LargeKind.Text) json.WriteStringValue(Bytes.Span);
        else json.WriteBase64StringValue(Bytes.Span);
    }
}
