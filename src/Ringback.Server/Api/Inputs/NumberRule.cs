using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>One of some numbers, which are in ascending order: a status, a class of status codes.</summary>
internal sealed class NumberRule(int[] choices) : FieldRule<int?>
{
    private readonly bool _isRange = choices[^1] - choices[0] == choices.Length - 1;

    public override int? Read(JsonFields fields, string name, Need need)
    {
        var number = (int?)fields.Whole(name, choices[0], choices[^1], need);
        if (number is { } given && !_isRange && !choices.Contains(given)) fields.Add(name, "must be one of " + string.Join(", ", choices));
        return number;
    }

    public override JsonObject Describe() => Schema.Number(choices);
}
