using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Messages;

/// <summary>
/// <c>transformationsParams</c>: <c>{"rawPayload": "…", "headers": {"content-type": "text/plain"}}</c> sends a text as it is in the
/// place of the JSON payload. Other parameters are for transformations, which Ringback has none of, and are left alone.
/// </summary>
/// <param name="Text">What is sent; null when the parameters hold none.</param>
/// <param name="ContentType">Of it.</param>
internal sealed record RawPayload(string? Text, string ContentType)
{
    private const string Header = "content-type";
    private const string Json = "application/json";

    public static Input<RawPayload> Read(ReadOnlyMemory<byte> parameters) =>
        JsonFields.Read(parameters, ReadFields, false, "body", "transformationsParams");

    /// <summary>How an answer shows such a payload: <c>{"rawPayload": "…"}</c>.</summary>
    public static RawJson Show(ReadOnlyMemory<byte> payload)
    {
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 32);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("rawPayload"u8, payload.Span);
            json.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    private static RawPayload ReadFields(JsonFields fields)
    {
        var text = fields.Text("rawPayload", TextRule.Any);
        if (text is null || fields.Map("headers", TextRule.Any, TextRule.Any, 16 * 1024) is not { } headers) return new RawPayload(text, Json);
        var type = headers.FirstOrDefault(header => header.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value ?? Json;
        if (type.Length > 256 || !Ascii.IsValid(type) || !MediaTypeHeaderValue.TryParse(type, out _))
            fields.Object("headers")!.Add(Header, "must be a media type as text/plain");
        return new RawPayload(text, type);
    }
}
