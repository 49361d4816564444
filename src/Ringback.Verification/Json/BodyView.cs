using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Ringback.Verification.Json;

/// <summary>
/// A body as pointers see it: one JSON text. JSON in UTF-8 is that text itself; JSON in another encoding and the fields of forms are
/// converted to one. The body itself stays as it came: it is what is verified, stored and sent on.
/// </summary>
internal sealed class BodyView
{
    private BodyView(BodyFormat format, ReadOnlyMemory<byte> json) => (Format, Json) = (format, json);

    private BodyView(string problem) => Problem = problem;

    public BodyFormat Format { get; }

    /// <value>Empty when the body can't be read.</value>
    public ReadOnlyMemory<byte> Json { get; }

    /// <value>Why nothing can be looked up in the body, as a sentence; null when it can be read.</value>
    public string? Problem { get; }

    /// <value>Whether it can be read.</value>
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsReadable => Problem is null;

    /// <param name="body">The raw bytes.</param>
    /// <param name="contentType">As it was declared; null when it wasn't.</param>
    public static BodyView Read(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (body.IsEmpty)
            return new BodyView("The body is empty.");
        _ = BodyType.TryRead(contentType, out var type);
        return type?.Is(BodyType.Multipart) == true ? ReadMultipart(body, type)
            : JsonEncoding.Decode(body, type?.Parameter("charset")) is var json && WholeJson.IsGrammatical(json.Span) ? new BodyView(BodyFormat.Json, json)
            : type?.Is(BodyType.Form) == true ? ReadForm(body)
            : new BodyView(ProblemOf(json.Span, type));
    }

    /// <summary>What a body is declared as, where nobody kept the declaration: a form of parts begins with its boundary.</summary>
    public static string GuessType(ReadOnlySpan<byte> body)
    {
        var line = body.IndexOf("\r\n"u8);
        return line > 2 && body.StartsWith("--"u8) ? $"{BodyType.Multipart}; boundary=\"{Encoding.ASCII.GetString(body[2..line]).TrimEnd()}\"" : BodyType.Form;
    }

    private static BodyView ReadForm(ReadOnlyMemory<byte> body) =>
        FormFields.TryRead(body.Span, out var fields, out var problem) && FieldsJson.TryWrite(fields, out var json, out problem)
            ? new BodyView(BodyFormat.Form, json)
            : new BodyView(problem);

    private static BodyView ReadMultipart(ReadOnlyMemory<byte> body, BodyType type) =>
        MultipartFields.TryRead(body, type, out var fields, out var problem) && FieldsJson.TryWrite(fields, out var json, out problem)
            ? new BodyView(BodyFormat.Multipart, json)
            : new BodyView(problem);

    private static string ProblemOf(ReadOnlySpan<byte> json, BodyType? type)
    {
        if (WholeJson.IsGrammatical(json, int.MaxValue))
            return $"The body is JSON that is nested over {JsonLimits.MaxDepth} deep.";
        if (type?.Name is not { } name)
            return "The body has no Content-Type and isn't JSON.";
        if (name.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            return Utf8.IsValid(json) ? "The body is declared as JSON, but isn't." : "The body is declared as JSON, but isn't, and it isn't UTF-8 either.";
        return $"The body is {name}: only JSON, {BodyType.Form} and {BodyType.Multipart} can be looked into.";
    }
}
