using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Ringback.Verification.Json;

/// <summary>
/// The fields of a form as one JSON text: an object with a text for each name, or a list of them where a name is there more than once. A
/// file is an object of its name, content type and size.
/// </summary>
/// <remarks>
/// Fields by which providers send a whole JSON text (<see cref="JsonNames"/>) are that JSON; where such a field is the only text of the
/// form, it is the whole view. Other texts stay texts even if they look like JSON: who may write one mustn't choose its type.
/// </remarks>
internal static class FieldsJson
{
    /// <value>Bytes of all texts of one form.</value>
    private const int MostText = 8 * 1024 * 1024;

    /// <value>GitHub, Slack, Travis CI and Plex; Dropbox Sign; Mandrill.</value>
    private static readonly string[] JsonNames = ["payload", "json", "mandrill_events"];

    /// <value>A text that was no UTF-8 becomes one that is no text in JSON either, so that nobody takes it for what was sent.</value>
    private static ReadOnlySpan<byte> NoText => "\"\\ud800\""u8;

    public static bool TryWrite(List<BodyField> fields, out ReadOnlyMemory<byte> json, [NotNullWhen(false)] out string? problem)
    {
        json = default;
        problem = fields.Sum(static field => field.IsFile ? 0L : field.Value.Length) > MostText
            ? string.Create(CultureInfo.InvariantCulture, $"The body is a form with more than {MostText / (1024 * 1024)} MiB of text.")
            : null;
        if (problem is null)
            json = Whole(fields) ?? Write(fields);
        return problem is null;
    }

    private static ReadOnlyMemory<byte>? Whole(List<BodyField> fields)
    {
        BodyField? only = null;
        foreach (var field in fields)
        {
            if (field.IsFile)
                continue;
            if (only is not null)
                return null;
            only = field;
        }

        // Without the cast null would become an empty text.
        return only is { } text && IsJson(text, JsonLimits.MaxDepth) ? text.Value : (ReadOnlyMemory<byte>?)null;
    }

    private static ReadOnlyMemory<byte> Write(List<BodyField> fields)
    {
        var names = new OrderedDictionary<string, List<BodyField>>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (!names.TryGetValue(field.Name, out var values))
                names.Add(field.Name, values = new List<BodyField>(1));
            values.Add(field);
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in names)
            {
                writer.WritePropertyName(name);
                if (values.Count > 1)
                    writer.WriteStartArray();
                foreach (var value in values)
                    Write(writer, value, values.Count == 1);
                if (values.Count > 1)
                    writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, in BodyField field, bool isOnly)
    {
        if (field.IsFile)
        {
            writer.WriteStartObject();
            writer.WriteString("filename"u8, field.FileName);
            writer.WriteString("contentType"u8, field.ContentType);
            writer.WriteNumber("size"u8, field.Value.Length);
            writer.WriteEndObject();
        }
        else if (isOnly && IsJson(field, JsonLimits.MaxDepth - 1))
        {
            writer.WriteRawValue(field.Value.Span, skipInputValidation: true);
        }
        else if (Utf8.IsValid(field.Value.Span))
        {
            writer.WriteStringValue(field.Value.Span);
        }
        else
        {
            writer.WriteRawValue(NoText, skipInputValidation: true);
        }
    }

    private static bool IsJson(in BodyField field, int depth) =>
        (JsonNames.Contains(field.Name) || field.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        && field.Value.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
        && WholeJson.IsGrammatical(field.Value.Span, depth);
}
