using System.Text.Json;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Conditions on a JSON body: <c>{"pointer": "/data/currency", "in": ["eur", "chf"]}</c>.</summary>
internal static class ConditionFields
{
    public const int Most = 20;
    private const int MostValues = 100;

    /// <value>What may stand beside the pointer, one of them.</value>
    private static readonly string[] Tests = ["equals", "notEquals", "in", "notIn", "exists"];

    public static IReadOnlyList<Condition>? Read(JsonFields fields, string name = "conditions") =>
        fields.Objects(name, Most) is { Count: > 0 } given ? [.. given.Select(One).OfType<Condition>()] : null;

    /// <summary>As they were given.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Condition>? conditions)
    {
        json.WriteStartArray();
        foreach (var condition in conditions ?? [])
        {
            json.WriteStartObject();
            json.WriteString("pointer"u8, condition.Pointer);
            json.WritePropertyName(NameOf(condition.Test));
            switch (condition.Test)
            {
                case ConditionTest.Exists or ConditionTest.Missing:
                    json.WriteBooleanValue(condition.Test == ConditionTest.Exists);
                    break;
                case ConditionTest.Equal or ConditionTest.NotEqual:
                    condition.Values![0].WriteTo(json);
                    break;
                default:
                    json.WriteStartArray();
                    foreach (var value in condition.Values!) value.WriteTo(json);
                    json.WriteEndArray();
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string NameOf(ConditionTest test) => test == ConditionTest.Missing ? Tests[^1] : Tests[(int)test];

    public static Condition? One(JsonFields fields)
    {
        var pointer = fields.Text("pointer", TextRule.Any, Need.Required);
        if (pointer is not null && !JsonPointer.TryParse(pointer, out _))
            fields.Add("pointer", "must be a JSON Pointer, such as /data/object/currency");
        string[] given = [.. Tests.Where(fields.Has)];
        if (given.Length != 1)
        {
            fields.Add("pointer", "must have exactly one of equals, notEquals, in, notIn, exists beside it");
            return null;
        }
        if (pointer is null) return null;
        var name = given[0];
        if (name == "exists")
            return fields.Flag(name, Need.NotNull) is { } there ? new Condition(pointer, there ? ConditionTest.Exists : ConditionTest.Missing) : null;
        var value = fields.Value(name)!.Value;
        var several = name is "in" or "notIn";
        IReadOnlyList<JsonElement> values = several ? value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [] : [value];
        if (several && values.Count is 0 or > MostValues)
            fields.Add(name, $"must be a list of 1 to {MostValues} values");
        else if (values.Any(static v => v.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
            fields.Add(name, several ? "must hold texts, numbers, booleans or null only" : "must be text, a number, a boolean or null");
        return new Condition(pointer, (ConditionTest)Array.IndexOf(Tests, name), values);
    }
}
