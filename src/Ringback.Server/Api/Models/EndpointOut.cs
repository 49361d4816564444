using System.Diagnostics.CodeAnalysis;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

internal record EndpointOut
{
    public required string Id { get; init; }

    public required string? Uid { get; init; }

    public required string Url { get; init; }

    public required string Description { get; init; }

    /// <summary>SDKs 1.x need it, and there has only ever been one.</summary>
    public int Version => 1;

    public required bool Disabled { get; init; }

    public required IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>As SDKs 1.x call it.</summary>
    public IReadOnlyList<string>? FilterTypes => EventTypes;

    public required IReadOnlyList<string>? Channels { get; init; }

    public required int? ThrottleRate { get; init; }

    /// <summary>As SDKs 1.x call it.</summary>
    public int? RateLimit => ThrottleRate;

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Ours: <c>http</c> or <c>poller</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Ours: <c>any</c> or <c>fifo</c>.</summary>
    public required string DeliveryOrder { get; init; }

    /// <summary>Ours: <c>skip</c> or <c>hold</c>.</summary>
    public required string WhenExhausted { get; init; }

    public required Timestamp CreatedAt { get; init; }

    public required Timestamp UpdatedAt { get; init; }

    public EndpointOut()
    {
    }

    [SetsRequiredMembers]
    public EndpointOut(Endpoint endpoint)
    {
        Id = endpoint.PublicId;
        Uid = endpoint.Uid;
        Url = endpoint.Url;
        Description = endpoint.Description;
        Disabled = endpoint.Disabled;
        EventTypes = endpoint.EventTypes;
        Channels = endpoint.Channels;
        ThrottleRate = endpoint.ThrottleRate;
        Metadata = endpoint.Metadata;
        Kind = EndpointFields.Kinds[(int)endpoint.Kind];
        DeliveryOrder = EndpointFields.Orders[(int)endpoint.Order];
        WhenExhausted = EndpointFields.Exhaustions[(int)endpoint.WhenExhausted];
        CreatedAt = endpoint.CreatedAt;
        UpdatedAt = endpoint.UpdatedAt;
    }

    public static ApiResult Ok(Endpoint endpoint) => ApiResult.Ok(new EndpointOut(endpoint), ApiJson.Default.EndpointOut);

    /// <summary>As its reader may see it.</summary>
    public static ApiResult Ok(Endpoint endpoint, Credential reader) => ApiResult.Ok(new EndpointOut(endpoint).For(reader), ApiJson.Default.EndpointOut);

    public static ApiResult Created(Endpoint endpoint) => ApiResult.Created(new EndpointOut(endpoint), ApiJson.Default.EndpointOut);
}
