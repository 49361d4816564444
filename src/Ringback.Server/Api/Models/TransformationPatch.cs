using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What PATCH of a transformation takes: only what leaves it off, as we have none.</summary>
internal sealed record TransformationPatch
{
    private const string None = "transformations are not supported: payloads go out byte for byte as they came in";

    public static TransformationPatch Read(JsonFields fields)
    {
        if (fields.Text("code", TextRule.Any) is not null) fields.Add("code", None);
        if (fields.Flag("enabled") == true) fields.Add("enabled", None);
        if (fields.Map("variables", TextRule.Any, TextRule.Any, int.MaxValue) is { Count: > 0 }) fields.Add("variables", None);
        return new TransformationPatch();
    }
}
