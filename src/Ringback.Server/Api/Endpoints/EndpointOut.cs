using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Endpoints;

/// <summary>An endpoint as callers see it: <c>throttleRate</c> and <c>eventTypes</c> under both their names, and what is ours beyond the contract.</summary>
internal sealed record EndpointOut
{
    public required string Id { get; init; }

    public required string? Uid { get; init; }

    public required string Url { get; init; }

    public required string Description { get; init; }

    public required int? ThrottleRate { get; init; }

    public int? RateLimit => ThrottleRate;

    public required bool Disabled { get; init; }

    public required IReadOnlyList<string>? EventTypes { get; init; }

    public IReadOnlyList<string>? FilterTypes => EventTypes;

    public required IReadOnlyList<string>? Channels { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <value>Older SDKs insist on it.</value>
    public int Version => 1;

    public required string Kind { get; init; }

    public required string DeliveryOrder { get; init; }

    public required string WhenExhausted { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }

    public static EndpointOut Of(Endpoint endpoint) => new()
    {
        Id = endpoint.PublicId,
        Uid = endpoint.Uid,
        Url = endpoint.Url,
        Description = endpoint.Description,
        ThrottleRate = endpoint.ThrottleRate,
        Disabled = endpoint.Disabled,
        EventTypes = endpoint.EventTypes,
        Channels = endpoint.Channels,
        Metadata = endpoint.Metadata,
        Kind = EndpointFields.Kinds[(int)endpoint.Kind],
        DeliveryOrder = EndpointFields.Orders[(int)endpoint.Order],
        WhenExhausted = EndpointFields.Exhausted[(int)endpoint.WhenExhausted],
        CreatedAt = endpoint.CreatedAt,
        UpdatedAt = endpoint.UpdatedAt,
    };

    public static ApiResult Ok(Endpoint endpoint) => ApiResult.Ok(Of(endpoint), EndpointJson.Default.EndpointOut);

    public static ApiResult Created(Endpoint endpoint) => ApiResult.Created(Of(endpoint), EndpointJson.Default.EndpointOut);
}

/// <param name="Key">What verifies the endpoint's messages: <c>whsec_…</c> or <c>whpk_…</c>.</param>
internal sealed record EndpointSecretOut(string Key);

/// <param name="Headers">Without the values of those that hold credentials.</param>
/// <param name="Sensitive">The names of those.</param>
internal sealed record EndpointHeadersOut(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Sensitive);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EndpointOut))]
[JsonSerializable(typeof(EndpointSecretOut))]
[JsonSerializable(typeof(EndpointHeadersOut))]
[JsonSerializable(typeof(ListOut<EndpointOut>))]
internal sealed partial class EndpointJson : JsonSerializerContext;
