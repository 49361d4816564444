using System.Text.Json;

namespace Ringback.Server.Api.EventTypes;

/// <summary>References into the same document, as URI fragments (RFC 6901, 6). Another document is never fetched.</summary>
internal static class SchemaReference
{
    /// <param name="root">The document.</param>
    /// <param name="reference"><c>#/a/b</c></param>
    /// <returns>Null when it refers to nothing.</returns>
    public static JsonElement? Find(JsonElement root, string reference)
    {
        if (reference is not ['#', .. var pointer]) return null;
        if (pointer.Length == 0) return root;
        if (pointer[0] != '/') return null;
        foreach (var part in pointer[1..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (root.ValueKind == JsonValueKind.Array)
            {
                if (!int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index) || index >= root.GetArrayLength()) return null;
                root = root[index];
            }
            else if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out root))
            {
                return null;
            }
        }
        return root;
    }
}
