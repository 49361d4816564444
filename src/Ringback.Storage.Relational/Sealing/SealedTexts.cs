using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Reconcile;

namespace Ringback.Storage.Relational.Sealing;

/// <summary>
/// URLs and bodies of calls that Ringback makes by itself may hold credentials (<c>?api_key=…</c>). In the file they are sealed, bound to
/// what they belong to; in memory they are as they were given.
/// </summary>
internal sealed class SealedTexts(SecretBox box)
{
    /// <value>No URL of ours begins so.</value>
    private const string Mark = "sealed:";

    public static bool IsSealed(string url) => url.StartsWith(Mark, StringComparison.Ordinal);

    public PollPlan? Seal(PollPlan? plan, Ksuid owner) =>
        plan is null ? null : plan with { Url = Seal(plan.Url, owner), Body = Seal(plan.Body, owner) };

    /// <exception cref="SecretBoxException">Sealed with another key, damaged, or of another owner.</exception>
    public PollPlan? Open(PollPlan? plan, Ksuid owner) =>
        plan is null || !IsSealed(plan.Url) ? plan : plan with { Url = Open(plan.Url, owner), Body = Open(plan.Body, owner) };

    public IReadOnlyList<ExpectationRule> Seal(IReadOnlyList<ExpectationRule> rules, Ksuid owner) =>
        [.. rules.Select(rule => rule with { Poll = Seal(rule.Poll, owner) })];

    /// <inheritdoc cref="Open(PollPlan, Ksuid)"/>
    public IReadOnlyList<ExpectationRule> Open(IReadOnlyList<ExpectationRule> rules, Ksuid owner) =>
        [.. rules.Select(rule => rule with { Poll = Open(rule.Poll, owner) })];

    public OperationDefinition? Seal(OperationDefinition? operation, Ksuid owner) => operation?.Http is { } http
        ? operation with { Http = http with { Url = Seal(http.Url, owner), Body = Seal(http.Body, owner) } }
        : operation;

    /// <inheritdoc cref="Open(PollPlan, Ksuid)"/>
    public OperationDefinition? Open(OperationDefinition? operation, Ksuid owner) => operation?.Http is { } http && IsSealed(http.Url)
        ? operation with { Http = http with { Url = Open(http.Url, owner), Body = Open(http.Body, owner) } }
        : operation;

    private string Seal(string text, Ksuid owner) => Mark + Convert.ToBase64String(box.Seal(Encoding.UTF8.GetBytes(text), owner.ToBytes()));

    private string Open(string text, Ksuid owner) => Encoding.UTF8.GetString(box.Open(Convert.FromBase64String(text[Mark.Length..]), owner.ToBytes()));

    private JsonElement? Seal(JsonElement? json, Ksuid owner) => json is { } given
        ? JsonSerializer.SerializeToElement(Seal(given.GetRawText(), owner), SealedTextsJson.Default.String)
        : null;

    private JsonElement? Open(JsonElement? json, Ksuid owner) => json is { } given ? JsonElement.Parse(Open(given.GetString()!, owner)) : null;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SealedTextsJson : System.Text.Json.Serialization.JsonSerializerContext;
