using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>A time in an answer; Unix milliseconds inside, RFC 3339 in UTC on the wire.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct Timestamp(long UnixMs)
{
    public static implicit operator Timestamp(long unixMs) => new(unixMs);

    internal sealed class Converter : JsonConverter<Timestamp>
    {
        public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Rfc3339.TryParse(reader.GetString(), out var time) ? new Timestamp(time) : throw new JsonException(Rfc3339.Problem);

        public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options)
        {
            Span<char> text = stackalloc char[Rfc3339.Length];
            if (!Rfc3339.TryFormat(value.UnixMs, text, out var written)) throw new JsonException("The time is beyond the year 9999.");
            writer.WriteStringValue(text[..written]);
        }
    }
}
