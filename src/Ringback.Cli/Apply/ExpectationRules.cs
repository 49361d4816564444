using System.Text;
using System.Text.Json.Nodes;
using Ringback.Core.Crypto;
using Ringback.Verification.Text;

namespace Ringback.Cli.Apply;

/// <summary>A source's rules that expect webhooks, as far as what is given and what a server shows can be compared.</summary>
internal static class ExpectationRules
{
    private static readonly string[] Durations = ["within", "every", "giveUpAfter"];

    /// <summary>Splits rules, given or shown.</summary>
    /// <returns>
    /// What of them is shown, durations in one spelling; and what isn't, or not as it was given, as text: the polls' headers, URLs
    /// with credentials, and applications, which may be given by their uids. Null when there is none of it.
    /// </returns>
    public static (JsonNode? Shown, string? Hidden) Split(JsonNode? rules)
    {
        var shown = rules?.DeepClone();
        var hidden = new StringBuilder();
        foreach (var rule in (shown as JsonArray ?? []).OfType<JsonObject>())
        {
            var poll = rule["poll"] as JsonObject;
            foreach (var (owner, name) in new[] { (poll, "headers"), (rule["on"] as JsonObject, "application") })
            {
                if (owner?[name] is { } value) hidden.Append(rule["name"]).Append('\n').Append(value.ToJsonString()).Append('\n');
                owner?.Remove(name);
            }
            if (poll?["url"] is JsonValue url && SecretUrl.Mask(url.ToString()) is var masked && masked != url.ToString())
            {
                hidden.Append(rule["name"]).Append('\n').Append(url).Append('\n');
                poll["url"] = masked;
            }
            foreach (var owner in new[] { rule, poll }.OfType<JsonObject>())
            {
                foreach (var name in Durations)
                {
                    if (owner[name] is JsonValue text && DurationText.TryParse(text.ToString(), out var duration, out _)) owner[name] = DurationText.Format(duration);
                }
            }
        }
        return (shown, hidden.Length == 0 ? null : hidden.ToString());
    }
}
