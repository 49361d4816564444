using System.Text.Json;
using Ringback.Core.Receive.Verify;

namespace Ringback.Server.Api.Sources;

/// <summary>What a source asks for on top of its type: <c>also</c>.</summary>
internal static class OnTop
{
    private const string Field = "also";

    /// <summary>The next configuration, with what the current one asks for on top unless it says otherwise: an empty list asks for nothing.</summary>
    public static JsonElement? Keep(JsonElement? next, JsonElement? current) =>
        next is { ValueKind: JsonValueKind.Object } given && !given.TryGetProperty(Field, out _)
        && current is { ValueKind: JsonValueKind.Object } before && before.TryGetProperty(Field, out var rules)
            ? ConfigJson.With(given, Field, rules)
            : next;
}
