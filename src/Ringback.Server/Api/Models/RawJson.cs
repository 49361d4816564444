using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Models;

/// <summary>JSON that is passed on byte for byte, a payload above all.</summary>
/// <param name="Utf8">The JSON; or a text.</param>
/// <param name="IsText">It is a payload that isn't JSON, and reads <c>{"rawPayload":"…"}</c>.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8, bool IsText = false)
{
    /// <summary>What a payload reads when it was asked to be left out.</summary>
    public static readonly RawJson Empty = new("{}"u8.ToArray());

    /// <summary>What a payload reads once it was dropped.</summary>
    public static readonly RawJson Expired = new("""{"expired":true}"""u8.ToArray());

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    public void WriteTo(Utf8JsonWriter json)
    {
        if (!IsText)
        {
            // It was parsed when it came in.
            LargeValue.Write(json, Utf8, LargeKind.Json);
            return;
        }
        json.WriteStartObject();
        json.WritePropertyName("rawPayload"u8);
        LargeValue.Write(json, Utf8, LargeKind.Text);
        json.WriteEndObject();
    }

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(Encoding.UTF8.GetBytes(document.RootElement.GetRawText()));
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => value.WriteTo(writer);
    }
}
