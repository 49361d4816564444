using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>One parameter behind the question mark, as the API's document shows it.</summary>
/// <param name="name">As in the URL.</param>
/// <param name="note">What it is.</param>
/// <param name="describe">Makes its schema.</param>
internal abstract class QueryParameter(string name, string note, Func<JsonObject> describe)
{
    public string Name => name;

    public string Note => note;

    /// <summary>A new schema of its value.</summary>
    public JsonObject Describe() => describe();
}

/// <summary>One parameter behind the question mark: it reads it and describes it.</summary>
internal sealed class QueryParameter<T>(string name, string note, Func<QueryFields, string, T> read, Func<JsonObject> describe) : QueryParameter(name, note, describe)
{
    /// <summary>The value; what is wrong with it is noted.</summary>
    public T Read(QueryFields query) => read(query, Name);

    /// <summary>Notes that something else is wrong with it.</summary>
    public void Refuse(QueryFields query, string problem) => query.Add(Name, problem);

    /// <summary>The same parameter of an operation where there is something else to say of it.</summary>
    public QueryParameter<T> With(string otherNote) => new(Name, otherNote, read, Describe);
}
