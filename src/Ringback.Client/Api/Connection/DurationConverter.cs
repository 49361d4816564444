using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Verification.Text;

namespace Ringback.Client.Api;

/// <summary>Durations as the API writes them: <c>90s</c>, <c>15m</c>, <c>7d</c>.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DurationText.TryParse(reader.GetString(), out var duration, out var error) ? duration : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        if (value < TimeSpan.Zero || value.Ticks % TimeSpan.TicksPerSecond != 0) throw new JsonException("durations are whole seconds, 0 or more");
        writer.WriteStringValue(DurationText.Format(value));
    }
}
