using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ringback.Server.Api.Http;

/// <summary>Reads the parameters behind the question mark and notes everything that is wrong with them.</summary>
internal sealed class QueryFields(IQueryCollection query)
{
    private const int MostItems = 500;

    public FieldErrors Errors { get; } = new();

    /// <summary>The parameter; null when it is left out or empty. Given twice, the last counts.</summary>
    public string? Text(string name, TextRule rule)
    {
        if (Last(name) is not { } text) return null;
        if (rule.Problem(text) is not { } problem) return text;
        Add(name, problem);
        return null;
    }

    public bool Flag(string name, bool absent)
    {
        switch (Last(name))
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
        if (Last(name) is not { } text) return null;
        if (WholeNumber.Read(text, least, most, out var number) is not { } problem) return number;
        Add(name, problem);
        return null;
    }

    /// <summary>One of some numbers: a status, a class of status codes.</summary>
    public int? OneOf(string name, params ReadOnlySpan<int> choices)
    {
        if (Last(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && choices.Contains(number)) return number;
        Add(name, "must be one of " + string.Join(", ", choices.ToArray()));
        return null;
    }

    /// <summary>A name from a list of choices, as its place in it.</summary>
    public int? Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (Last(name) is not { } text) return null;
        var index = choices.IndexOf(text);
        if (index >= 0) return index;
        Add(name, "must be one of " + string.Join(", ", choices));
        return null;
    }

    /// <summary>A time by RFC 3339, in Unix milliseconds.</summary>
    public long? Time(string name)
    {
        if (Last(name) is not { } text) return null;
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
        foreach (var (key, values) in query)
        {
            if (!IsSpelling(key, name)) continue;
            foreach (var text in Items(values))
            {
                texts ??= new HashSet<string>(StringComparer.Ordinal);
                if (rule.Problem(text) is { } problem) Add(name, $"\"{text}\" {problem}");
                else if (texts.Count < MostItems) texts.Add(text);
                else Add(name, $"must have at most {MostItems} items");
            }
        }
        return texts;
    }

    /// <summary>Notes that something else is wrong with a parameter.</summary>
    public void Add(string name, string problem) => Errors.Add(["query", name], problem);

    private string? Last(string name) => query.TryGetValue(name, out var values) && values.Count > 0 && values[^1] is { Length: > 0 } text ? text : null;

    private static IEnumerable<string> Items(StringValues values) => values
        .SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsSpelling(string key, string name)
    {
        if (!key.StartsWith(name, StringComparison.Ordinal)) return false;
        var rest = key.AsSpan(name.Length);
        return rest.IsEmpty || (rest is ['[', .. var index, ']'] && !index.ContainsAnyExceptInRange('0', '9'));
    }
}
