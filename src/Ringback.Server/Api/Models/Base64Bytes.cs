using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Models;

/// <summary>Bytes that an answer has as base64.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct Base64Bytes(ReadOnlyMemory<byte> Bytes)
{
    internal sealed class Converter : JsonConverter<Base64Bytes>
    {
        public override Base64Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, Base64Bytes value, JsonSerializerOptions options) =>
            LargeValue.Write(writer, value.Bytes, LargeKind.Base64);
    }
}
