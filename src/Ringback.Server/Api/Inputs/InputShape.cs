using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>
/// What an object in a request may hold. Its fields are declared by it, in the order to be read, so that none is read that isn't described.
/// </summary>
/// <param name="name">In the API's document.</param>
/// <param name="note">What it is.</param>
/// <param name="example">JSON that is accepted; <see cref="Since"/> in it stands for a time not long ago.</param>
internal sealed class InputShape(string name, string note, string example)
{
    /// <value>In an example, a time that the operation takes only when it is not long ago.</value>
    public const string Since = "SINCE";

    private readonly List<Field> _fields = [];

    public string Name => name;

    public string Example => example;

    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>Declares a field that must be there.</summary>
    public Field<T> Required<T>(string field, FieldRule<T> rule, string fieldNote) => Has(new Field<T>(field, fieldNote, Need.Required, rule));

    /// <summary>Declares a field that may be left out, or null, which means the same.</summary>
    /// <param name="otherName">As older SDKs call it; null: they don't.</param>
    public Field<T> Optional<T>(string field, FieldRule<T> rule, string fieldNote, string? otherName = null) =>
        Has(new Field<T>(field, fieldNote, Need.Optional, rule, otherName));

    /// <summary>Declares a field that may be left out, but not null.</summary>
    public Field<T> NotNull<T>(string field, FieldRule<T> rule, string fieldNote) => Has(new Field<T>(field, fieldNote, Need.NotNull, rule));

    /// <summary>Takes in a field that other shapes have, too.</summary>
    public Field<T> Has<T>(Field<T> field)
    {
        _fields.Add(field);
        return field;
    }

    /// <summary>Notes every field that isn't declared: for settings, where one misspelt is one that doesn't hold.</summary>
    public void RefuseOthers(JsonFields fields) => fields.RefuseOthers(_names ??= [.. _fields.Select(static field => field.Name)]);

    /// <summary>A new schema of the object.</summary>
    public JsonObject Describe()
    {
        var properties = new JsonObject();
        foreach (var field in _fields) properties[field.Name] = field.Describe();
        var schema = new JsonObject { ["type"] = "object", ["description"] = note, ["properties"] = properties };
        var required = new JsonArray([.. _fields.Where(static field => field.Need == Need.Required).Select(static field => (JsonNode)field.Name)]);
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }

    private string[]? _names;
}
