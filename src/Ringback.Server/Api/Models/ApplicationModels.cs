using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an application take.</summary>
internal sealed record ApplicationIn(string Name, int? ThrottleRate, string? Uid, IReadOnlyDictionary<string, string> Metadata)
{
    public static ApplicationIn Read(JsonFields json) => new(
        Fields.Name.Read(json) ?? "",
        Fields.ThrottleRate.Read(json),
        Fields.Uid.Read(json),
        Fields.Metadata.Read(json) ?? Common.NoMetadata);

    internal static class Fields
    {
        public static readonly InputShape Shape = new("ApplicationIn", "An application, whole.", """{"name":"Acme","uid":"acme","metadata":{"plan":"pro"}}""");
        public static readonly Field<string> Name = Shape.Required("name", Text(TextRule.Name), "For people.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.ApplicationUid), "Your own name for it, unique; may not begin with `app_`.");
        public static readonly Field<int?> ThrottleRate =
            Shape.Optional("throttleRate", Common.ThrottleRate, "Messages a second to all of its endpoints together.", "rateLimit");

        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.Optional("metadata", Common.Metadata, Common.MetadataNote);
    }
}

/// <summary>What PATCH of an application takes.</summary>
internal sealed record ApplicationPatch(
    Patch<string> Name, Patch<int?> ThrottleRate, Patch<string?> Uid, Patch<IReadOnlyDictionary<string, string>> Metadata)
{
    public static ApplicationPatch Read(JsonFields json) => new(
        Fields.Name.ReadPatch(json, absent: ""),
        Fields.ThrottleRate.ReadPatchOfThrottle(json),
        Fields.Uid.ReadPatch(json),
        Fields.Metadata.ReadPatch(json, Common.NoMetadata));

    public CustomerApplication Apply(CustomerApplication application, long now) => application with
    {
        Name = Name.Or(application.Name),
        Uid = Uid.Or(application.Uid),
        ThrottleRate = ThrottleRate.Or(application.ThrottleRate),
        Metadata = Metadata.Or(application.Metadata),
        UpdatedAt = now,
    };

    internal static class Fields
    {
        public static readonly InputShape Shape = new("ApplicationPatch", "What is to change; the rest stays.", """{"name":"Acme Ltd"}""");
        public static readonly Field<string> Name = Shape.NotNull("name", Text(TextRule.Name), "For people.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.ApplicationUid), "Null takes it away.");
        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRateOrNone, "0 or null lifts it.", "rateLimit");
        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.NotNull("metadata", Common.Metadata, "In the place of what there is.");
    }
}

internal sealed record ApplicationOut
{
    [Note("Ours, for good.", Examples.App)]
    public required string Id { get; init; }

    [Note("Your own name for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("For people.", "Acme")]
    public required string Name { get; init; }

    [Note("Messages a second; null: no limit.", "100")]
    public required int? ThrottleRate { get; init; }

    [Note("`throttleRate`, as SDKs 1.x call it.", "100")]
    public int? RateLimit => ThrottleRate;

    [Note("Yours.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("When it was made.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("When it changed last.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    public static ApplicationOut Of(Application application) => new()
    {
        Id = application.PublicId,
        Uid = application.Uid,
        Name = application.Name,
        ThrottleRate = application.ThrottleRate,
        Metadata = application.Metadata,
        CreatedAt = application.CreatedAt,
        UpdatedAt = application.UpdatedAt,
    };

    public static ApiResult Ok(Application application) => ApiResult.Ok(Of(application), ApiJson.Default.ApplicationOut);

    public static ApiResult Created(Application application) => ApiResult.Created(Of(application), ApiJson.Default.ApplicationOut);
}
