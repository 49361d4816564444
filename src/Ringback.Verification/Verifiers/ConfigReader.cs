using System.Text.Json;

namespace Ringback.Verification.Verifiers;

/// <param name="Loc">Where in the configuration, from the outside in: <c>secret</c>; <c>also</c>, <c>0</c>, <c>type</c>.</param>
/// <param name="Problem">What is wrong and what would be right; never the value of a secret.</param>
internal sealed record ConfigError(IReadOnlyList<string> Loc, string Problem);

/// <summary>
/// Reads the fields of a source's configuration and gathers what is wrong with all of them. Unknown fields are errors:
/// a tolerance misspelt is one that doesn't hold.
/// </summary>
internal sealed class ConfigReader
{
    private const int LongestText = 16 * 1024;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _credentials = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _at;
    private readonly List<ConfigError> _errors;

    private ConfigReader(JsonElement? config, IReadOnlyList<string> at, List<ConfigError> errors)
    {
        _at = at;
        _errors = errors;
        if (config is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given) return;
        if (given.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new ConfigError(at, "must be an object"));
            return;
        }
        foreach (var field in given.EnumerateObject())
        {
            if (!TryName(field, out var name)) Add("", "has a name that isn't a text");
            else if (!_fields.TryAdd(name, field.Value)) Add(name, "is given twice");
        }
    }

    public bool Failed => _errors.Count > 0;

    /// <summary>Those of the fields read that must not be shown again.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Those of the fields read by which a sender is known: they retire when the configuration is rotated, all others don't.</summary>
    public IReadOnlyCollection<string> Credentials => _credentials;

    public static ConfigReader Create(JsonElement? config, List<ConfigError> errors) => new(config, [], errors);

    /// <summary>The name of a field; false for one that is no text, such as half of a surrogate pair.</summary>
    public static bool TryName(JsonProperty field, out string name)
    {
        try
        {
            name = field.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    /// <summary>The objects of a list of objects; empty when missing.</summary>
    public IEnumerable<ConfigReader> Objects(string name, int most)
    {
        if (!TryGet(name, JsonValueKind.Array, "a list", out var list)) yield break;
        if (list.GetArrayLength() > most)
        {
            Add(name, $"must have at most {most} items");
            yield break;
        }
        var index = 0;
        foreach (var item in list.EnumerateArray()) yield return new ConfigReader(item, [.. _at, name, $"{index++}"], _errors);
    }

    public ConfigReader Object(string name)
    {
        _known.Add(name);
        return new ConfigReader(_fields.TryGetValue(name, out var value) ? value : null, [.. _at, name], _errors);
    }

    public string? Text(string name) => Require(name, OptionalText(name));

    /// <summary>Null when missing, null or (with an error) no text.</summary>
    public string? OptionalText(string name)
    {
        if (!TryGet(name, JsonValueKind.String, "text", out var value)) return null;
        string? text = null;
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            Add(name, "holds half of a surrogate pair");
        }
        if (text is not { Length: 0 or > LongestText }) return text;
        Add(name, text.Length == 0 ? "must not be empty" : $"must have at most {LongestText} characters");
        return null;
    }

    /// <summary>The name of a header; null when missing, unless it is required, or (with an error) when it is none.</summary>
    public string? HeaderName(string field, bool required = false)
    {
        var name = required ? Text(field) : OptionalText(field);
        if (name is null) return null;
        if (name.Length <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))) return name;
        Add(field, "must be the name of a header");
        return null;
    }

    /// <summary>Marks a field that isn't secret, but belongs to what proves the sender: a public key, a user's name.</summary>
    public void MarkCredential(string name) => _credentials.Add(name);

    public string? Secret(string name)
    {
        _secrets.Add(name);
        _credentials.Add(name);
        return Text(name);
    }

    public string? OptionalSecret(string name)
    {
        _secrets.Add(name);
        _credentials.Add(name);
        return OptionalText(name);
    }

    /// <summary>One of these, or the fallback when missing.</summary>
    public string Choice(string name, string fallback, params string[] choices)
    {
        var text = OptionalText(name);
        if (text is null) return fallback;
        if (choices.Contains(text)) return text;
        Add(name, "must be one of " + string.Join(", ", choices));
        return fallback;
    }

    public int? OptionalWhole(string name, int least, int most)
    {
        if (!TryGet(name, JsonValueKind.Number, "a whole number", out var value)) return null;
        if (value.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Add(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    public List<string>? OptionalTexts(string name, int most)
    {
        if (!TryGet(name, JsonValueKind.Array, "a list", out var list)) return null;
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && texts.Count < most && Whole(item) is { Length: > 0 and <= LongestText } text)
            {
                texts.Add(text);
                continue;
            }
            Add(name, $"must be a list of at most {most} texts");
            return null;
        }
        return texts;
    }

    public void Add(string name, string problem) => _errors.Add(new ConfigError(name.Length == 0 ? _at : [.. _at, name], problem));

    /// <summary>To be called last.</summary>
    public void RefuseUnknown()
    {
        foreach (var name in _fields.Keys)
        {
            if (!_known.Contains(name)) Add(name, "isn't a field of this type; it has " + string.Join(", ", _known));
        }
    }

    private static string? Whole(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string? Require(string name, string? value)
    {
        if (value is null && (!_fields.TryGetValue(name, out var given) || given.ValueKind == JsonValueKind.Null)) Add(name, "is missing");
        return value;
    }

    private bool TryGet(string name, JsonValueKind kind, string what, out JsonElement value)
    {
        _known.Add(name);
        if (!_fields.TryGetValue(name, out value) || value.ValueKind == JsonValueKind.Null) return false;
        if (value.ValueKind == kind) return true;
        Add(name, $"must be {what}");
        return false;
    }
}
