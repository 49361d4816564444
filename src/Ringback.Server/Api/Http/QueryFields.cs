using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Reads the parameters behind the question mark and notes everything that is wrong with them. Unknown parameters are ignored. One that is
/// given twice or without a value is refused, because nobody could tell what was meant; a set may be given several times.
/// </summary>
internal sealed class QueryFields(IQueryCollection query)
{
    private const int MostItems = 500;
    private const string Repeated = "is given more than once: give it once";
    private const string Empty = "has no value: give one, or leave the parameter out";

    public FieldErrors Errors { get; } = new();

    /// <summary>The parameter; null when it is left out, or empty where that is allowed.</summary>
    public string? Text(string name, TextRule rule)
    {
        if (One(name, mayBeEmpty: rule.Shortest == 0) is not { Length: > 0 } text) return null;
        if (rule.Problem(text) is not { } problem) return text;
        Add(name, problem);
        return null;
    }

    public bool Flag(string name, bool absent)
    {
        switch (One(name))
        {
            case null: return absent;
            case "true" or "True" or "1": return true;
            case "false" or "False" or "0": return false;
            default:
                Add(name, "must be true or false");
                return absent;
        }
    }

    public long? Whole(string name, long least, long most)
    {
        if (One(name) is not { } text) return null;
        if (WholeNumber.Read(text, least, most, out var number) is not { } problem) return number;
        Add(name, problem);
        return null;
    }

    /// <summary>One of some numbers: a status, a class of status codes.</summary>
    public int? OneOf(string name, params ReadOnlySpan<int> choices)
    {
        if (One(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && choices.Contains(number)) return number;
        Add(name, "must be one of " + string.Join(", ", choices.ToArray()));
        return null;
    }

    /// <summary>A name from a list of choices, as its place in it.</summary>
    public int? Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (One(name) is not { } text) return null;
        var index = choices.IndexOf(text);
        if (index >= 0) return index;
        Add(name, "must be one of " + string.Join(", ", choices));
        return null;
    }

    /// <summary>A time by RFC 3339, in Unix milliseconds.</summary>
    public long? Time(string name)
    {
        if (One(name) is not { } text) return null;
        if (Rfc3339.TryParse(text, out var time)) return time;
        Add(name, Rfc3339.Problem);
        return null;
    }

    /// <summary>
    /// A set in any of the spellings that SDKs send: <c>name=a,b</c>, <c>name=a&amp;name=b</c>, <c>name[]=a</c>,
    /// <c>name[1]=a</c>. Null when left out.
    /// </summary>
    public IReadOnlySet<string>? Texts(string name, TextRule rule)
    {
        HashSet<string>? texts = null;
        var isGiven = false;
        foreach (var (key, values) in query)
        {
            if (!IsSpelling(key, name)) continue;
            isGiven = true;
            foreach (var text in Items(values))
            {
                texts ??= new HashSet<string>(StringComparer.Ordinal);
                if (rule.Problem(text) is { } problem) Add(name, $"\"{text}\" {problem}");
                else if (texts.Count < MostItems) texts.Add(text);
                else Add(name, $"must have at most {MostItems} items");
            }
        }
        if (isGiven && texts is null) Add(name, Empty);
        return texts;
    }

    /// <summary>Notes that something else is wrong with a parameter.</summary>
    public void Add(string name, string problem) => Errors.Add(["query", name], problem);

    /// <summary>The value of a parameter that is given once; null when it is left out, or wrong, which is noted.</summary>
    private string? One(string name, bool mayBeEmpty = false)
    {
        if (!query.TryGetValue(name, out var values) || values.Count == 0) return null;
        if (values.Count > 1) Add(name, Repeated);
        else if (!mayBeEmpty && string.IsNullOrEmpty(values[0])) Add(name, Empty);
        else return values[0] ?? "";
        return null;
    }

    private static IEnumerable<string> Items(StringValues values) => values
        .SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsSpelling(string key, string name)
    {
        if (!key.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = key.AsSpan(name.Length);
        return rest.IsEmpty || (rest is ['[', .. var index, ']'] && !index.ContainsAnyExceptInRange('0', '9'));
    }
}
