using System.Buffers;
using System.Text.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>Makes a configuration of another.</summary>
internal static class ConfigJson
{
    /// <summary>With this value in the place of the field's own, or added.</summary>
    public static JsonElement With(JsonElement config, string name, JsonElement value) => Write(into =>
    {
        Copy(into, config, field => !field.NameEquals(name));
        into.WritePropertyName(name);
        value.WriteTo(into);
    });

    /// <summary>The fields of the first that are to be kept, and those of the second that are to be taken.</summary>
    public static JsonElement Combine(JsonElement first, Predicate<JsonProperty> keep, JsonElement second, Predicate<JsonProperty> take) => Write(into =>
    {
        Copy(into, first, keep);
        Copy(into, second, take);
    });

    private static void Copy(Utf8JsonWriter into, JsonElement config, Predicate<JsonProperty> which)
    {
        foreach (var field in config.EnumerateObject())
            if (which(field)) field.WriteTo(into);
    }

    public static JsonElement List(IEnumerable<JsonElement> items) => Make(into =>
    {
        into.WriteStartArray();
        foreach (var item in items) item.WriteTo(into);
        into.WriteEndArray();
    });

    private static JsonElement Write(Action<Utf8JsonWriter> fields) => Make(into =>
    {
        into.WriteStartObject();
        fields(into);
        into.WriteEndObject();
    });

    private static JsonElement Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var into = new Utf8JsonWriter(buffer)) write(into);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
