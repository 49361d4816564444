using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What PATCH of a transformation takes: only what leaves it off, as we have none.</summary>
internal sealed record TransformationPatch
{
    public static readonly InputShape Shape = new(
        "TransformationPatch", "Ringback has no transformations: only what leaves them off is accepted.", """{"enabled":false}""");

    private const string None = "transformations are not supported: payloads go out byte for byte as they came in";

    private static readonly Field<string> Code = Shape.Optional("code", Text(TextRule.Any).And(static _ => None), "Only null is accepted.");
    private static readonly Field<bool?> Enabled = Shape.Optional("enabled", Flag().And(static on => on == true ? None : null), "Only false is accepted.");
    private static readonly Field<IReadOnlyDictionary<string, string>> Variables = Shape.Optional(
        "variables", Map(TextRule.Any, TextRule.Any, int.MaxValue).And(static given => given.Count > 0 ? None : null), "None.");

    public static TransformationPatch Read(JsonFields json)
    {
        _ = Code.Read(json);
        _ = Enabled.Read(json);
        _ = Variables.Read(json);
        return new TransformationPatch();
    }
}
