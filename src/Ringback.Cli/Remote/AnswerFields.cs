using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Cli.Remote;

/// <summary>Fields that an answer must have. Another program at the address answers 2xx, too.</summary>
internal static class AnswerFields
{
    /// <exception cref="RequestFailedException">It isn't there, or null.</exception>
    public static JsonNode Need(this JsonNode answer, string name) =>
        (answer as JsonObject)?[name] ?? throw NotRingback($"the answer has no {name}");

    /// <exception cref="RequestFailedException">It isn't there, or no text.</exception>
    public static string NeedText(this JsonNode answer, string name) =>
        answer.Need(name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string)value! : throw NotRingback($"the answer's {name} isn't a text");

    /// <param name="seen">What shows it, without a full stop.</param>
    public static RequestFailedException NotRingback(string seen) => new($"{seen}. This doesn't seem to be a Ringback server. Give its address with --server.");
}
