using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Auth;
using Ringback.Verification.Types;
using static Ringback.Server.Api.Inputs.FieldRules;

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
    public static SourceIn Read(JsonFields json, SourceTypes types) => Read(json, types, fill: null);

    /// <summary>Of a PUT.</summary>
    /// <param name="fill">Gives the configuration of a type with what stays of the one there is.</param>
    public static SourceIn ReadUpsert(JsonFields json, SourceTypes types, Func<string, JsonElement, JsonElement> fill) => Read(json, types, fill);

    /// <summary>Notes what is wrong with a configuration, at its place.</summary>
    public static void Check(FieldErrors errors, SourceTypes types, string type, JsonElement? config)
    {
        if (types.TryBuild(type, config, out _, out var problems)) return;
        foreach (var problem in problems) errors.Add(["body", "config", .. problem.Loc], problem.Problem);
    }

    private static SourceIn Read(JsonFields json, SourceTypes types, Func<string, JsonElement, JsonElement>? fill)
    {
        var type = Fields.Type.Read(json);
        var config = Fields.Config.Read(json);
        if (type is not null && !SourceTypes.IsKnown(type)) Fields.Type.Refuse(json, "must be one of " + string.Join(", ", SourceTypes.Names));
        else if (type is not null && (config is not null || fill is null)) Check(json.Errors, types, type, config is { } given && fill is not null ? fill(type, given) : config);
        return new SourceIn(
            type ?? "",
            Fields.Name.Read(json) ?? "",
            Fields.Uid.Read(json),
            Fields.Metadata.Read(json) ?? Common.NoMetadata,
            config,
            Fields.Rules.Read(json) is { } rules ? SourceRulesIn.Read(rules) : SourceRules.Default,
            Fields.Answer.Read(json) is { } answer ? SourceAnswerIn.Read(answer) : null,
            Fields.Duplicates.Read(json) is { } duplicates ? SourceDuplicatesIn.Read(duplicates) : DuplicateRules.Default,
            ExpectationRuleIn.ReadAll(json, Fields.Expectations),
            Fields.PublicUrl.Read(json));
    }

    private static string? ParsePublicUrl(JsonFields json, string name, Need need)
    {
        if (json.Text(name, Fields.UrlRule, need) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            && url.UserInfo.Length == 0 && !text.AsSpan().ContainsAny('#', '?', ' ')) return text;
        json.Add(name, "must be the URL that the provider calls, such as https://hooks.example.com/square, without a query, or its origin alone");
        return null;
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "SourceIn", "A source, whole.",
            """{"type":"stripe","name":"Stripe","uid":"stripe","config":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}""");

        public static readonly TextRule UrlRule = TextRule.Printable(4096);

        public static readonly Field<string> Type = Shape.Required(
            "type",
            Own<string>(static (json, name, need) => json.Text(name, TextRule.Any, need), static () => Schema.Choice([.. SourceTypes.Names.Order(StringComparer.Ordinal)])),
            "The provider, or the way it signs.");

        public static readonly Field<string> Name = Shape.Required("name", Text(TextRule.SourceName), "A text for people.");
        public static readonly Field<string> Uid = Shape.Optional(
            "uid", Text(TextRule.SourceUid), "Your own name for it, unique among sources; may not begin with `src_`.");

        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.Optional("metadata", Common.Metadata, Common.MetadataNote);
        public static readonly Field<JsonElement?> Config = Shape.Optional(
            "config", AnyObject(),
            "The fields that the type needs; an unknown field is refused. A PUT without `config` doesn't change it, and previous secrets end when it changes.");

        public static readonly Field<JsonFields> Rules = Shape.Optional("rules", Object(SourceRulesIn.Shape), "Added by Ringback: which requests are accepted.");
        public static readonly Field<JsonFields> Answer = Shape.Optional(
            "answer", Object(SourceAnswerIn.Shape), "Added by Ringback: the answer to a stored event; by default the answer that the provider expects.");

        public static readonly Field<JsonFields> Duplicates = Shape.Optional(
            "duplicates", Object(SourceDuplicatesIn.Shape), "Added by Ringback: how duplicates are recognised.");

        public static readonly Field<IReadOnlyList<JsonFields>> Expectations = Shape.Optional(
            "expectations", ExpectationRuleIn.List,
            "Added by Ringback: rules that expect further webhooks, and poll the provider if they don't come. A PUT without this field doesn't change the rules.");

        public static readonly Field<string> PublicUrl = Shape.Optional(
            "publicUrl", Own<string>(ParsePublicUrl, static () => Schema.Url(UrlRule.Longest)),
            "Added by Ringback: the URL that the provider calls, if the provider signs it and it differs from the server's public-url. If only the origin differs, give the origin.");
    }
}

/// <summary>The next secrets of a source's provider.</summary>
/// <param name="Grace">How long the ones before are good beside them.</param>
internal sealed record SourceSecretRotateIn(JsonElement Config, TimeSpan Grace)
{
    public static readonly InputShape Shape = new(
        "SourceSecretRotateIn", "The new secrets. The previous secrets stay valid until the grace period ends.",
        """{"config":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},"gracePeriodSeconds":3600}""");

    private static readonly Field<JsonElement?> ConfigField = Shape.Required("config", AnyObject(), "The whole `config` as in `SourceIn`.");
    private static readonly Field<int?> GraceField = Shape.Optional("gracePeriodSeconds", Common.Grace, "How long the old secret remains valid, in seconds; one day by default.");

    public static SourceSecretRotateIn Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new SourceSecretRotateIn(ConfigField.Read(json) ?? default, TimeSpan.FromSeconds(GraceField.Read(json) ?? Common.DefaultGrace));
    }
}

/// <summary>What the token for a source's portal allows.</summary>
internal sealed record SourcePortalAccessIn(TimeSpan Life, Capability Capabilities)
{
    public static readonly InputShape Shape = new("SourcePortalAccessIn", "What the token in the link allows.", """{"expiry":86400,"readOnly":true}""");

    private static readonly Field<int?> LifeField = Shape.Optional("expiry", AppPortalAccessIn.Expiry, "The seconds until the token expires; a week by default.");
    private static readonly Field<bool?> ReadOnlyField = Shape.Optional("readOnly", Flag(), "Whether the link allows only reading.");

    public static SourcePortalAccessIn Read(JsonFields json) => new(
        AppPortalAccessIn.LifeOf(json, LifeField),
        ReadOnlyField.Read(json) == true ? AppPortalAccessIn.ReadOnly : Capability.All);
}
