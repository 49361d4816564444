using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an application take.</summary>
internal sealed record ApplicationIn(string Name, int? ThrottleRate, string? Uid, IReadOnlyDictionary<string, string> Metadata)
{
    public static ApplicationIn Read(JsonFields fields) => new(
        fields.Text("name", TextRule.Name, Need.Required) ?? "",
        Common.ThrottleRate(fields, least: 1),
        fields.Text("uid", Common.ApplicationUid),
        Common.Metadata(fields) ?? Common.NoMetadata);
}

/// <summary>What PATCH of an application takes.</summary>
internal sealed record ApplicationPatch(
    Patch<string> Name, Patch<int?> ThrottleRate, Patch<string?> Uid, Patch<IReadOnlyDictionary<string, string>> Metadata)
{
    public static ApplicationPatch Read(JsonFields fields) => new(
        fields.Patch("name", fields.Text("name", TextRule.Name, Need.NotNull) ?? ""),
        Common.ThrottleRatePatch(fields),
        fields.Patch("uid", fields.Text("uid", Common.ApplicationUid)),
        fields.Patch("metadata", Common.Metadata(fields, Need.NotNull) ?? Common.NoMetadata));

    public Application Apply(Application application, long now) => application with
    {
        Name = Name.Or(application.Name),
        Uid = Uid.Or(application.Uid),
        ThrottleRate = ThrottleRate.Or(application.ThrottleRate),
        Metadata = Metadata.Or(application.Metadata),
        UpdatedAt = now,
    };
}

internal sealed record ApplicationOut
{
    public required string Id { get; init; }

    public required string? Uid { get; init; }

    public required string Name { get; init; }

    public required int? ThrottleRate { get; init; }

    /// <summary>As SDKs 1.x call it.</summary>
    public int? RateLimit => ThrottleRate;

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required Timestamp CreatedAt { get; init; }

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
