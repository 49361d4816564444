using System.Text.Json;

namespace Ringback.Server.Api.EventTypes;

/// <summary>How deep JSON is. What is put together from parts could be deeper than any body, and not be read again.</summary>
internal static class JsonDepth
{
    /// <value>Readers stop at 64; some levels are for what a schema is wrapped in.</value>
    public const int Most = 58;

    /// <summary>Of a text or number 0, of an empty object 1.</summary>
    public static int Measure(JsonElement element)
    {
        var deepest = 0;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject()) deepest = Math.Max(deepest, Measure(property.Value));
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) deepest = Math.Max(deepest, Measure(item));
        }
        else
        {
            return 0;
        }
        return deepest + 1;
    }
}
