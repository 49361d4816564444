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
        public static readonly InputShape Shape = new("ApplicationIn", "A whole application.", """{"name":"Acme","uid":"acme","metadata":{"plan":"pro"}}""");
        public static readonly Field<string> Name = Shape.Required("name", Text(TextRule.Name), "A text for people.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.ApplicationUid), "Your own name for it, unique; may not begin with `app_`.");
        public static readonly Field<int?> ThrottleRate =
            Shape.Optional("throttleRate", Common.ThrottleRate, "The most messages per second to all its endpoints together.", "rateLimit");

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
        public static readonly InputShape Shape = new("ApplicationPatch", "The fields to change; other fields don't change.", """{"name":"Acme Ltd"}""");
        public static readonly Field<string> Name = Shape.NotNull("name", Text(TextRule.Name), "A text for people.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.ApplicationUid), "Null removes it.");
        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRateOrNone, "0 or null removes the limit.", "rateLimit");
        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.NotNull("metadata", Common.Metadata, "Replaces the current value.");
    }
}

internal sealed record ApplicationOut
{
    [Note("The id that Ringback gives; it never changes.", Examples.App)]
    public required string Id { get; init; }

    [Note("Your own key for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("A text for people.", "Acme")]
    public required string Name { get; init; }

    [Note("The most messages per second; null means no limit.", "100")]
    public required int? ThrottleRate { get; init; }

    [Note("The name of `throttleRate` in SDKs 1.x.", "100")]
    public int? RateLimit => ThrottleRate;

    [Note("Your own data.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    public static ApplicationOut FromApplication(Application application) => new()
    {
        Id = application.PublicId,
        Uid = application.Uid,
        Name = application.Name,
        ThrottleRate = application.ThrottleRate,
        Metadata = application.Metadata,
        CreatedAt = application.CreatedAt,
        UpdatedAt = application.UpdatedAt,
    };

    public static ApiResult Ok(Application application) => ApiResult.Ok(FromApplication(application), ApiJson.Default.ApplicationOut);

    public static ApiResult Created(Application application) => ApiResult.Created(FromApplication(application), ApiJson.Default.ApplicationOut);
}
