using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Applications;

/// <summary>An application as callers see it, <c>throttleRate</c> under both its names.</summary>
internal sealed record ApplicationOut(
    string Id, string? Uid, string Name, int? ThrottleRate, int? RateLimit, IReadOnlyDictionary<string, string> Metadata,
    Timestamp CreatedAt, Timestamp UpdatedAt)
{
    public static ApplicationOut Of(Application application) => new(
        application.PublicId, application.Uid, application.Name, application.ThrottleRate, application.ThrottleRate,
        application.Metadata, application.CreatedAt, application.UpdatedAt);

    public static ApiResult Ok(Application application) => ApiResult.Ok(Of(application), ApplicationJson.Default.ApplicationOut);

    public static ApiResult Created(Application application) => ApiResult.Created(Of(application), ApplicationJson.Default.ApplicationOut);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApplicationOut))]
[JsonSerializable(typeof(ListOut<ApplicationOut>))]
internal sealed partial class ApplicationJson : JsonSerializerContext;
