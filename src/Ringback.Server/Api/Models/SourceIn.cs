using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Verify.Types;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of a source take.</summary>
/// <param name="Config">The provider's; null when left out, which in a PUT keeps what there is; so does each field that isn't shown.</param>
/// <param name="Expectations">The same: their headers aren't shown, so who reads a source couldn't give them back.</param>
internal sealed record SourceIn(
    string Type,
    string Name,
    string? Uid,
    IReadOnlyDictionary<string, string> Metadata,
    JsonElement? Config,
    SourceRules Rules,
    SourceAnswer? Answer,
    DuplicateRules Duplicates,
    IReadOnlyList<ExpectationRuleIn>? Expectations,
    string? PublicUrl)
{
    /// <param name="types">Knows what each type needs.</param>
    public static SourceIn Read(JsonFields fields, SourceTypes types) => Read(fields, types, fill: null);

    /// <summary>Of a PUT.</summary>
    /// <param name="fill">Gives the configuration of a type with what stays of the one there is.</param>
    public static SourceIn ReadUpsert(JsonFields fields, SourceTypes types, Func<string, JsonElement, JsonElement> fill) => Read(fields, types, fill);

    /// <summary>Notes what is wrong with a configuration, at its place.</summary>
    public static void Check(FieldErrors errors, SourceTypes types, string type, JsonElement? config)
    {
        if (types.TryBuild(type, config, out _, out var problems)) return;
        foreach (var problem in problems) errors.Add(["body", "config", .. problem.Loc], problem.Problem);
    }

    private static SourceIn Read(JsonFields fields, SourceTypes types, Func<string, JsonElement, JsonElement>? fill)
    {
        var type = fields.Text("type", TextRule.Any, Need.Required);
        var config = fields.Json("config");
        if (type is not null && !SourceTypes.IsKnown(type)) fields.Add("type", "must be one of " + string.Join(", ", SourceTypes.Names));
        else if (type is not null && (config is not null || fill is null)) Check(fields.Errors, types, type, config is { } given && fill is not null ? fill(type, given) : config);
        return new SourceIn(
            type ?? "",
            fields.Text("name", TextRule.SourceName, Need.Required) ?? "",
            fields.Text("uid", TextRule.SourceUid),
            Common.Metadata(fields) ?? Common.NoMetadata,
            config,
            fields.Object("rules") is { } rules ? SourceFields.Rules(rules) : SourceRules.Default,
            fields.Object("answer") is { } answer ? SourceFields.Answer(answer) : null,
            fields.Object("duplicates") is { } duplicates ? SourceFields.Duplicates(duplicates) : DuplicateRules.Default,
            ExpectationRuleIn.ReadAll(fields),
            SourceFields.PublicUrl(fields));
    }
}

/// <summary>The next secrets of a source's provider.</summary>
/// <param name="Grace">How long the ones before are good beside them.</param>
internal sealed record SourceSecretRotateIn(JsonElement Config, TimeSpan Grace)
{
    public static SourceSecretRotateIn Read(JsonFields fields) => new(
        fields.Json("config", Need.Required) ?? default,
        Common.Grace(fields));
}

/// <summary>What the token for a source's portal allows.</summary>
internal sealed record SourcePortalAccessIn(TimeSpan Life, Capability Capabilities)
{
    public static SourcePortalAccessIn Read(JsonFields fields) => new(
        AppPortalAccessIn.LifeOf(fields),
        fields.Flag("readOnly") == true ? AppPortalAccessIn.ReadOnly : Capability.All);
}
