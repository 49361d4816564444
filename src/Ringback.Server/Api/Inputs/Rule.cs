using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>A rule of two functions.</summary>
/// <param name="read">Reads a value, and notes what is wrong with it.</param>
/// <param name="describe">Makes its schema.</param>
/// <param name="inner">What is in it.</param>
internal sealed class Rule<T>(Func<JsonFields, string, Need, T?> read, Func<JsonObject> describe, InputShape? inner = null) : FieldRule<T>
{
    public override InputShape? Inner => inner;

    public override T? Read(JsonFields fields, string name, Need need) => read(fields, name, need);

    public override JsonObject Describe() => describe();
}
