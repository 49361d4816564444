using System.Text.Json;
using Ringback.Verification.Json;

namespace Ringback.Server.Api.EventTypes;

/// <summary>References into the same document, as URI fragments (RFC 6901, 6). Another document is never fetched.</summary>
internal static class SchemaReference
{
    /// <param name="root">The document.</param>
    /// <param name="reference"><c>#/a/b</c></param>
    /// <returns>Null when it refers to nothing.</returns>
    public static JsonElement? Find(JsonElement root, string reference) =>
        reference is ['#', .. var fragment] && JsonPointer.TryParse(Uri.UnescapeDataString(fragment), out var pointer) ? pointer.Find(root) : null;
}
