using System.Text.Json;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Conditions on a JSON body: <c>{"pointer": "/data/currency", "in": ["eur", "chf"]}</c>.</summary>
internal static class ConditionFields
{
    private const int MostValues = 100;

    /// <value>What may stand beside the pointer, one of them.</value>
    private static readonly string[] Tests = [Fields.EqualTo.Name, Fields.NotEqual.Name, Fields.In.Name, Fields.NotIn.Name, Fields.Exists.Name];

    /// <summary>A list of conditions; null when it is empty, too.</summary>
    public static readonly FieldRule<IReadOnlyList<Condition>> All = Own<IReadOnlyList<Condition>>(
        static (json, name, need) => Fields.List.Read(json, name, need) is { Count: > 0 } given ? [.. given.Select(Read).OfType<Condition>()] : null,
        Fields.List.Describe, Fields.Shape);

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

    public static Condition? Read(JsonFields json)
    {
        Fields.Shape.RefuseOthers(json);
        var pointer = Fields.Pointer.Read(json);
        string[] given = [.. Tests.Where(json.Has)];
        if (given.Length != 1)
        {
            Fields.Pointer.Refuse(json, $"must have exactly one of {string.Join(", ", Tests)} beside it");
            return null;
        }
        if (pointer is null) return null;
        var name = given[0];
        if (name == Fields.Exists.Name)
            return Fields.Exists.Read(json) is { } there ? new Condition(pointer, there ? ConditionTest.Exists : ConditionTest.Missing) : null;
        var test = (ConditionTest)Array.IndexOf(Tests, name);
        return new Condition(pointer, test, Values(test).Read(json) ?? []);
    }

    private static Field<IReadOnlyList<JsonElement>> Values(ConditionTest test) => test switch
    {
        ConditionTest.Equal => Fields.EqualTo,
        ConditionTest.NotEqual => Fields.NotEqual,
        ConditionTest.In => Fields.In,
        ConditionTest.NotIn => Fields.NotIn,
        _ => throw new ArgumentOutOfRangeException(nameof(test), test, "It compares with no values."),
    };

    private static IReadOnlyList<JsonElement>? ReadOne(JsonFields json, string name, Need need)
    {
        var value = json.Value(name)!.Value;
        if (IsNone(value)) json.Add(name, "must be text, a number, a boolean or null");
        return [value];
    }

    private static IReadOnlyList<JsonElement>? ReadSeveral(JsonFields json, string name, Need need)
    {
        var value = json.Value(name)!.Value;
        IReadOnlyList<JsonElement> values = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
        if (values.Count is 0 or > MostValues) json.Add(name, $"must be a list of 1 to {MostValues} values");
        else if (values.Any(IsNone)) json.Add(name, "must contain only texts, numbers, booleans or null");
        return values;
    }

    private static bool IsNone(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "OperationCondition", "A condition for the body: a pointer and exactly one test.", """{"pointer":"/data/object/currency","in":["eur","chf"]}""");

        public static readonly FieldRule<IReadOnlyList<JsonFields>> List = Objects(Shape, 0, 20);

        public static readonly Field<string> Pointer = Shape.Required(
            "pointer",
            Own<string>(static (json, name, need) => TemplateFields.ReadPointer(json, name, need, "must be a JSON Pointer, such as /data/object/currency"), TemplateFields.DescribePointer),
            "A JSON Pointer (RFC 6901).");

        public static readonly Field<IReadOnlyList<JsonElement>> EqualTo = Shape.NotNull("equals", One, "A text, number (1 is 1.0), boolean or null.");
        public static readonly Field<IReadOnlyList<JsonElement>> NotEqual = Shape.NotNull("notEquals", One, "It is also met if there is no value.");
        public static readonly Field<IReadOnlyList<JsonElement>> In = Shape.NotNull("in", Several, "The value must be one of these.");
        public static readonly Field<IReadOnlyList<JsonElement>> NotIn = Shape.NotNull("notIn", Several, "None of these; it is also met if there is no value.");
        public static readonly Field<bool?> Exists = Shape.NotNull("exists", Flag(), "Whether there is a value; null is a value.");

        private static FieldRule<IReadOnlyList<JsonElement>> One => Own<IReadOnlyList<JsonElement>>(ReadOne, Schema.Scalar);

        private static FieldRule<IReadOnlyList<JsonElement>> Several =>
            Own<IReadOnlyList<JsonElement>>(ReadSeveral, static () => Schema.List(Schema.Scalar(), 1, MostValues));
    }
}
