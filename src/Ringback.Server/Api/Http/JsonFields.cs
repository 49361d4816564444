using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Json;
using Ringback.Server.Settings;
using Ringback.Verification.Text;

namespace Ringback.Server.Api.Http;

/// <summary>
/// Reads the fields of a JSON object and notes everything that is wrong with them. Unknown fields are ignored, as the
/// SDKs' newer versions send some, unless the input refuses them; a field that is given twice is refused.
/// </summary>
internal sealed class JsonFields
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly JsonElement _object;
    private readonly string[] _at;

    private JsonFields(JsonElement element, string[] at, FieldErrors errors) => (_object, _at, Errors) = (element, at, errors);

    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors { get; }

    /// <summary>Reads a whole body.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="read">Reads the fields.</param>
    /// <param name="optional">Whether an empty body counts as <c>{}</c>.</param>
    /// <param name="at">What comes first in the errors' places.</param>
    public static Input<T> Read<T>(ReadOnlyMemory<byte> body, Func<JsonFields, T> read, bool optional = false, params string[] at)
        where T : class
    {
        if (at.Length == 0) at = ["body"];
        if (optional && body.IsEmpty) body = "{}"u8.ToArray();
        if (!TryParse(body, at, out var document, out var error)) return new Input<T>(error);
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new Input<T>(ApiError.Invalid("must be an object", at));
            var errors = new FieldErrors();
            var value = read(new JsonFields(document.RootElement, at, errors));
            return errors.Failed(out error) ? new Input<T>(error) : new Input<T>(value, body);
        }
    }

    /// <summary>Whether the field is there, if only as null.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <summary>Of a field's two spellings the one that was given a value; the first when neither was.</summary>
    public string Pick(string name, string otherSpelling) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null || !Has(otherSpelling) ? name : otherSpelling;

    /// <summary>Whether two spellings of a field were given different values; that of an older SDK may be the first of a list.</summary>
    public bool Contradict(string name, string otherSpelling) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        && _object.TryGetProperty(otherSpelling, out var other) && other.ValueKind != JsonValueKind.Null
        && !JsonElement.DeepEquals(value, other)
        && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && JsonElement.DeepEquals(value[0], other));

    /// <summary>The value as a field of a PATCH.</summary>
    public Patch<T> Patch<T>(string name, T value) => new(Has(name), value);

    public string? Text(string name, TextRule rule, Need need = Need.Optional) =>
        Find(name, need) is { } value && TryText(value, [.. _at, name], rule, out var text) ? text : null;

    public bool? Flag(string name, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Add(name, "must be true or false");
        return null;
    }

    public long? Whole(string name, long least, long most, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number) Add(name, WholeNumber.Problem);
        else if (WholeNumber.Read(value.GetRawText(), least, most, out var number) is { } problem) Add(name, problem);
        else return number;
        return null;
    }

    /// <summary>A time by RFC 3339, in Unix milliseconds.</summary>
    public long? Time(string name, Need need = Need.Optional)
    {
        if (Text(name, TextRule.Any, need) is not { } text) return null;
        if (Rfc3339.TryParse(text, out var time)) return time;
        Add(name, Rfc3339.Problem);
        return null;
    }

    /// <summary>A duration as settings write them, <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c>; in whole seconds.</summary>
    public int? Seconds(string name, TimeSpan least, TimeSpan most, Need need = Need.Optional)
    {
        if (Text(name, TextRule.Any, need) is not { } text) return null;
        if (!DurationText.TryParse(text, out var duration, out var error)) Add(name, error);
        else if (duration < least || duration > most) Add(name, $"must be {DurationText.Format(least)} to {DurationText.Format(most)}");
        else return (int)duration.TotalSeconds;
        return null;
    }

    /// <summary>A list of different texts, in the order given; the second of a pair is dropped.</summary>
    public IReadOnlyList<string>? Texts(string name, TextRule rule, int least, int most, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(name, "must be a list");
            return null;
        }
        var texts = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (TryText(item, [.. _at, name, $"{index++}"], rule, out var text)) texts[text] = true;
        }
        if (index < least) Add(name, least == 1 ? "must not be empty" : $"must have at least {least} items");
        else if (texts.Count > most) Add(name, $"must have at most {most} items");
        return [.. texts.Keys];
    }

    /// <summary>An object of texts.</summary>
    /// <param name="key">What its keys may be.</param>
    /// <param name="item">What its values may be.</param>
    /// <param name="mostBytes">Of all keys and values together, in UTF-8.</param>
    public IReadOnlyDictionary<string, string>? Map(string name, TextRule key, TextRule item, int mostBytes, Need need = Need.Optional) =>
        NullableMap(name, key, item, mostBytes, nulls: false, need)?.ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal);

    /// <summary>An object of texts and nulls.</summary>
    public IReadOnlyDictionary<string, string?>? NullableMap(string name, TextRule key, TextRule item, int mostBytes, bool nulls = true, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(name, "must be an object");
            return null;
        }
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var property in value.EnumerateObject())
        {
            string[] at = [.. _at, name, property.Name];
            if (key.Problem(property.Name) is { } problem) Errors.Add(at, problem);
            bytes += Encoding.UTF8.GetByteCount(property.Name);
            if (nulls && property.Value.ValueKind == JsonValueKind.Null) map[property.Name] = null;
            else if (TryText(property.Value, at, item, out var text))
            {
                map[property.Name] = text;
                bytes += Encoding.UTF8.GetByteCount(text);
            }
        }
        if (bytes > mostBytes) Add(name, $"must have at most {mostBytes} bytes in all");
        return map;
    }

    /// <summary>A name from a list of choices, as its place in it.</summary>
    public int? Choice(string name, ReadOnlySpan<string> choices, Need need = Need.Optional)
    {
        if (Text(name, TextRule.Any, need) is not { } text) return null;
        var index = choices.IndexOf(text);
        if (index >= 0) return index;
        Add(name, "must be one of " + string.Join(", ", choices));
        return null;
    }

    /// <summary>An object of any content, which outlives the body.</summary>
    public JsonElement? Json(string name, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return value.Clone();
        Add(name, "must be an object");
        return null;
    }

    /// <summary>A value of any kind, null too, which outlives the body; nothing when the field isn't there.</summary>
    public JsonElement? Value(string name) => _object.TryGetProperty(name, out var value) ? value.Clone() : null;

    /// <summary>The fields of an object in the object.</summary>
    public JsonFields? Object(string name, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new JsonFields(value, [.. _at, name], Errors);
        Add(name, "must be an object");
        return null;
    }

    /// <summary>The fields of each object in a list.</summary>
    public IReadOnlyList<JsonFields>? Objects(string name, int most, Need need = Need.Optional)
    {
        if (Find(name, need) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most)
        {
            Add(name, $"must be a list of at most {most} objects");
            return null;
        }
        var items = new List<JsonFields>();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            string[] at = [.. _at, name, $"{index++}"];
            if (item.ValueKind == JsonValueKind.Object) items.Add(new JsonFields(item, at, Errors));
            else Errors.Add(at, "must be an object");
        }
        return items;
    }

    /// <summary>Notes every field that isn't one of these: for settings, where one misspelt is one that doesn't hold.</summary>
    /// <param name="names">Of the fields that are read.</param>
    /// <param name="shown">Of fields that an answer has, and that a client may send back with it; they change nothing.</param>
    public void RefuseOthers(IReadOnlyList<string> names, IReadOnlyList<string> shown)
    {
        foreach (var property in _object.EnumerateObject())
        {
            if (names.Contains(property.Name) || shown.Contains(property.Name)) continue;
            Add(property.Name, "isn't a field of this object, " + (NearestName.Find(property.Name, names) is { } nearest
                ? $"whose most similar field is {nearest}"
                : "which has the fields " + string.Join(", ", names)));
        }
    }

    /// <summary>Notes that something else is wrong with a field.</summary>
    public void Add(string name, string problem) => Add([name], problem);

    /// <summary>Notes that something is wrong within a field.</summary>
    public void Add(IReadOnlyList<string> place, string problem) => Errors.Add([.. _at, .. place], problem);

    private JsonElement? Find(string name, Need need)
    {
        if (!_object.TryGetProperty(name, out var value))
        {
            if (need == Need.Required) Add(name, "is missing");
            return null;
        }
        if (value.ValueKind != JsonValueKind.Null) return value;
        if (need != Need.Optional) Add(name, "must not be null");
        return null;
    }

    private bool TryText(JsonElement value, string[] at, TextRule rule, [NotNullWhen(true)] out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        var problem = text is null ? "must be text" : rule.Problem(text);
        if (problem is not null) Errors.Add(at, problem);
        return problem is null;
    }

    private static bool TryParse(
        ReadOnlyMemory<byte> body, string[] at, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out ApiError? error)
    {
        document = null;
        error = null;
        if (!Utf8.IsValid(body.Span)) error = ApiError.NotJson("the body is not UTF-8");
        else if (!WholeText.HasOnlyWholePairs(body.Span)) error = ApiError.NotJson("a text holds half of a surrogate pair");
        else
        {
            try
            {
                document = JsonDocument.Parse(body, Strict);
            }
            catch (JsonException e)
            {
                error = RepeatedField.Find(body.Span, Strict.MaxDepth) is { } place
                    ? ApiError.Invalid(RepeatedField.Problem, [.. at, .. place])
                    : ApiError.NotJson(JsonText.Explain(e, body.Span, Strict.MaxDepth));
            }
        }
        return error is null;
    }
}
