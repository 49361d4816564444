using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
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
    private string[]? _names;

    public string Name => name;

    public string Example => example;

    public IReadOnlyList<Field> Fields => _fields;

    /// <value>All names of all fields, once all are declared.</value>
    private string[] Names => _names ??= [.. _fields.SelectMany(static declared => declared.OtherName is { } other ? [declared.Name, other] : (string[])[declared.Name])];

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
    /// <param name="shown">Fields of the answer that the server alone gives: a client may send the whole answer back.</param>
    public void RefuseOthers(JsonFields fields, params IReadOnlyList<string> shown) => fields.RefuseOthers(Names, shown);

    /// <summary>The fields of an answer that this input doesn't take, because the server alone gives them.</summary>
    public string[] OnlyShown(JsonTypeInfo answer) => [.. answer.Properties.Select(static property => property.Name).Except(Names)];

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
}
