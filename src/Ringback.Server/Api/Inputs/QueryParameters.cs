using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>Declares parameters behind the question mark. All of them may be left out.</summary>
internal static class QueryParameters
{
    public static QueryParameter<string?> Text(string name, TextRule rule, string note) =>
        new(name, note, (query, given) => query.Text(given, rule), () => Schema.Text(rule));

    /// <param name="absent">The value when it is left out.</param>
    public static QueryParameter<bool> Flag(string name, string note, bool absent = false) =>
        new(name, note, (query, given) => query.Flag(given, absent), Schema.Flag);

    public static QueryParameter<int?> Whole(string name, int least, int most, string note) =>
        new(name, note, (query, given) => (int?)query.Whole(given, least, most), () => Schema.Whole(least, most));

    /// <summary>One of some numbers.</summary>
    public static QueryParameter<int?> Number(string name, string note, params int[] choices) =>
        new(name, note, (query, given) => query.OneOf(given, choices), () => Schema.Number(choices));

    /// <summary>A name from a list of choices, as its place in it.</summary>
    public static QueryParameter<int?> Choice(string name, string note, params string[] choices) =>
        new(name, note, (query, given) => query.Choice(given, choices), () => Schema.Choice(choices));

    /// <summary>In Unix milliseconds.</summary>
    public static QueryParameter<long?> Time(string name, string note) => new(name, note, static (query, given) => query.Time(given), Schema.Time);

    /// <summary>A set of texts.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Texts(string name, TextRule item, string note) =>
        new(name, note, (query, given) => query.Texts(given, item), () => Schema.Set(Schema.Text(item)));
}
