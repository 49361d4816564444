using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>Reads what a text stands for.</summary>
/// <returns>What is wrong with the text, or null.</returns>
internal delegate string? Parse<T>(string text, out T? value);

/// <summary>Makes rules, so that a declaration reads as a sentence: <c>Optional("uid", Text(Uid), "Your own name for it.")</c>.</summary>
internal static class FieldRules
{
    public static FieldRule<string> Text(TextRule rule) => new Rule<string>((fields, name, need) => fields.Text(name, rule, need), () => Schema.Text(rule));

    public static FieldRule<bool?> Flag() => new Rule<bool?>(static (fields, name, need) => fields.Flag(name, need), Schema.Flag);

    public static WholeRule Whole(int least, int most) => new(least, most);

    /// <summary>One of some numbers.</summary>
    public static FieldRule<int?> Number(params int[] choices) => new NumberRule(choices);

    /// <summary>A time by RFC 3339, in Unix milliseconds.</summary>
    public static FieldRule<long?> Time() => new Rule<long?>(static (fields, name, need) => fields.Time(name, need), Schema.Time);

    /// <summary>A duration as settings write them, <c>90s</c>, <c>1h</c>, <c>7d</c>; in whole seconds.</summary>
    public static FieldRule<int?> Seconds(TimeSpan least, TimeSpan most) =>
        new Rule<int?>((fields, name, need) => fields.Seconds(name, least, most, need), static () => Schema.Text(TextRule.Any));

    /// <summary>A list of different texts.</summary>
    public static TextsRule Texts(TextRule item, int least, int most) => new(item, least, most);

    /// <summary>An object of texts.</summary>
    public static FieldRule<IReadOnlyDictionary<string, string>> Map(TextRule key, TextRule item, int mostBytes) =>
        new Rule<IReadOnlyDictionary<string, string>>(
            (fields, name, need) => fields.Map(name, key, item, mostBytes, need), static () => Schema.Map(Schema.Text(TextRule.Any)));

    /// <summary>The name of an enumeration's value.</summary>
    /// <param name="names">Of the values from zero on.</param>
    /// <param name="value">Gives the value of a name's place.</param>
    public static FieldRule<T?> Choice<T>(string[] names, Func<int, T> value)
        where T : struct =>
        new Rule<T?>((fields, name, need) => fields.Choice(name, names, need) is { } at ? value(at) : null, () => Schema.Choice(names));

    /// <summary>One of some texts.</summary>
    public static FieldRule<string> Choice(params string[] names) =>
        new Rule<string>((fields, name, need) => fields.Choice(name, names, need) is { } at ? names[at] : null, () => Schema.Choice(names));

    /// <summary>An object of any content, which outlives the body.</summary>
    public static FieldRule<JsonElement?> AnyObject() => new Rule<JsonElement?>(static (fields, name, need) => fields.Json(name, need), Schema.Any);

    /// <summary>An object in the object.</summary>
    public static FieldRule<JsonFields> Object(InputShape shape) =>
        new Rule<JsonFields>(static (fields, name, need) => fields.Object(name, need), () => Schema.Ref(shape.Name), shape);

    /// <summary>A list of objects.</summary>
    public static FieldRule<IReadOnlyList<JsonFields>> Objects(InputShape shape, int least, int most) => new Rule<IReadOnlyList<JsonFields>>(
        (fields, name, need) => fields.Objects(name, most, need), () => Schema.List(Schema.Ref(shape.Name), least, most), shape);

    /// <summary>A text that stands for something else.</summary>
    public static FieldRule<T> Parsed<T>(Parse<T> parse, Func<JsonObject> describe) => new Rule<T>(
        (fields, name, need) =>
        {
            if (fields.Text(name, TextRule.Any, need) is not { } text) return default;
            if (parse(text, out var value) is not { } wrong) return value;
            fields.Add(name, wrong);
            return default;
        },
        describe);

    /// <summary>A rule that no other one is made of.</summary>
    public static FieldRule<T> Own<T>(Func<JsonFields, string, Need, T?> read, Func<JsonObject> describe, InputShape? inner = null) =>
        new Rule<T>(read, describe, inner);

    /// <summary>The rule, and something more that must hold of its values.</summary>
    /// <param name="rule">What it is beside.</param>
    /// <param name="problem">What is wrong with a value, or null.</param>
    public static FieldRule<T> And<T>(this FieldRule<T> rule, Func<T, string?> problem) => new Rule<T>(
        (fields, name, need) =>
        {
            var value = rule.Read(fields, name, need);
            if (value is not null && problem(value) is { } wrong) fields.Add(name, wrong);
            return value;
        },
        rule.Describe, rule.Inner);
}
