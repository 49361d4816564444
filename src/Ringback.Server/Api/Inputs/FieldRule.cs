using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>What a value may be, as the API's document shows it.</summary>
internal abstract class FieldRule
{
    /// <value>What is in the value, where that has a name of its own in the API's document.</value>
    public virtual InputShape? Inner => null;

    /// <summary>A new schema of the value.</summary>
    public abstract JsonObject Describe();
}

/// <summary>What a value may be: it reads it and describes it.</summary>
internal abstract class FieldRule<T> : FieldRule
{
    /// <returns>Null when the field is left out or null, or when its value is wrong; what is wrong is noted.</returns>
    public abstract T? Read(JsonFields fields, string name, Need need);
}
