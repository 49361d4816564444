using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>One field of a body, as the API's document shows it.</summary>
/// <param name="name">As in the JSON.</param>
/// <param name="note">What it is, for the API's document.</param>
/// <param name="need">Whether it may be left out or null.</param>
/// <param name="rule">What its value may be.</param>
/// <param name="otherName">As older SDKs call it; null: they don't.</param>
internal abstract class Field(string name, string note, Need need, FieldRule rule, string? otherName)
{
    public string Name => name;

    /// <value>As older SDKs call it; null: they don't.</value>
    public string? OtherName => otherName;

    public string Note => note;

    public Need Need => need;

    public FieldRule Rule => rule;

    /// <summary>A new schema of the field, with its note.</summary>
    public JsonObject Describe()
    {
        var schema = rule.Describe();
        return Schema.With(need == Need.Optional ? Schema.OrNull(schema) : schema, note);
    }
}

/// <summary>One field of a body: it reads it and describes it.</summary>
/// <typeparam name="T">Of what is read; a value type as its nullable one, since a field may be left out.</typeparam>
/// <param name="name">As in the JSON.</param>
/// <param name="note">What it is, for the API's document.</param>
/// <param name="need">Whether it may be left out or null.</param>
/// <param name="rule">What its value may be.</param>
/// <param name="otherName">As older SDKs call it; null: they don't.</param>
internal sealed class Field<T>(string name, string note, Need need, FieldRule<T> rule, string? otherName = null)
    : Field(name, otherName is null ? note : $"{note} Also called `{otherName}`.", need, rule, otherName)
{
    /// <summary>The value; null when it is left out or null, or when it is wrong, which is noted.</summary>
    public T? Read(JsonFields fields) => rule.Read(fields, Given(fields), Need);

    /// <summary>The value as a field of a PATCH.</summary>
    public Patch<T?> ReadPatch(JsonFields fields)
    {
        var given = Given(fields);
        return fields.Patch(given, rule.Read(fields, given, Need));
    }

    /// <summary>Whether it is there, if only as null.</summary>
    public bool IsIn(JsonFields fields) => fields.Has(NameIn(fields));

    /// <summary>Notes that something else is wrong with it.</summary>
    public void Refuse(JsonFields fields, string problem) => fields.Add(NameIn(fields), problem);

    /// <summary>The spelling that was sent: an error that is found later names the field by it.</summary>
    public string NameIn(JsonFields fields) => OtherName is null ? Name : fields.Pick(Name, OtherName);

    /// <summary>The same field, where it may be left out in other cases than its shape says.</summary>
    public Field<T> As(Need otherNeed) => new(Name, Note, otherNeed, rule);

    /// <summary>The spelling that is read. Two that say different things are refused: nobody could tell which one was meant.</summary>
    private string Given(JsonFields fields)
    {
        if (OtherName is not null && fields.Contradict(Name, OtherName))
            fields.Add(OtherName, $"says something else than {Name}, which is the same field: give one of them");
        return NameIn(fields);
    }
}
