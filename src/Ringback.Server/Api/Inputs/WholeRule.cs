using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>A whole number.</summary>
internal sealed class WholeRule(int least, int most) : FieldRule<int?>
{
    public int Least => least;

    public int Most => most;

    public override int? Read(JsonFields fields, string name, Need need) => (int?)fields.Whole(name, least, most, need);

    public override JsonObject Describe() => Schema.Whole(least, most == int.MaxValue ? null : most);
}
