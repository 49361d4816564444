using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringback.Server.Api.Models;

/// <summary>JSON that is passed on byte for byte, a payload above all.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>What a payload reads when it was asked to be left out.</summary>
    public static readonly RawJson Empty = new("{}"u8.ToArray());

    /// <summary>What a payload reads once it was dropped.</summary>
    public static readonly RawJson Expired = new("""{"expired":true}"""u8.ToArray());

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(Encoding.UTF8.GetBytes(document.RootElement.GetRawText()));
        }

        // It was parsed when it came in.
        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
