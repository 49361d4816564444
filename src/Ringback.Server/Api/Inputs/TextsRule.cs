using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>A list of different texts; the second of a pair is dropped.</summary>
internal sealed class TextsRule(TextRule item, int least, int most) : FieldRule<IReadOnlyList<string>>
{
    public TextRule Item => item;

    public int Least => least;

    public int Most => most;

    public override IReadOnlyList<string>? Read(JsonFields fields, string name, Need need) => fields.Texts(name, item, least, most, need);

    public override JsonObject Describe() => Schema.Set(Schema.Text(item), least, most);
}
