using System.Diagnostics.CodeAnalysis;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

internal record EndpointOut
{
    [Note("The id that Ringback gives; it never changes.", Examples.Endpoint)]
    public required string Id { get; init; }

    [Note("Your own key for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("The URL that messages are posted to; empty for a poller.", "https://example.com/webhooks")]
    public required string Url { get; init; }

    [Note("A text for people.", "Billing")]
    public required string Description { get; init; }

    /// <summary>SDKs 1.x need it, and there has only ever been one.</summary>
    [Note("Always 1, because SDKs 1.x need it.", "1")]
    public int Version => 1;

    [Note("Whether the endpoint is disabled and gets no messages.", "false")]
    public required bool Disabled { get; init; }

    [Note("The endpoint gets only messages of these types; null means all types.", """["invoice.paid"]""")]
    public required IReadOnlyList<string>? EventTypes { get; init; }

    [Note("The name of `eventTypes` in SDKs 1.x.", """["invoice.paid"]""")]
    public IReadOnlyList<string>? FilterTypes => EventTypes;

    [Note("The endpoint gets only messages with one of these channels; null means all messages.", """["eu"]""")]
    public required IReadOnlyList<string>? Channels { get; init; }

    [Note("The most messages per second; null means no limit.", "100")]
    public required int? ThrottleRate { get; init; }

    [Note("The name of `throttleRate` in SDKs 1.x.", "100")]
    public int? RateLimit => ThrottleRate;

    [Note("Your own data.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("Added by Ringback: `http` or `poller`.", "http")]
    public required string Kind { get; init; }

    [Note("Added by Ringback: `any` or `fifo`.", "any")]
    public required string DeliveryOrder { get; init; }

    [Note("Added by Ringback: `skip` or `hold`.", "skip")]
    public required string WhenExhausted { get; init; }

    [Note("The time when it was created.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("The time of the last change.", Examples.Time)]
    public required Timestamp UpdatedAt { get; init; }

    public EndpointOut()
    {
    }

    [SetsRequiredMembers]
    public EndpointOut(Endpoint endpoint)
    {
        Id = endpoint.PublicId;
        Uid = endpoint.Uid;
        Url = (endpoint as HttpEndpoint)?.Url ?? "";
        Description = endpoint.Description;
        Disabled = endpoint.Disabled;
        EventTypes = endpoint.EventTypes;
        Channels = endpoint.Channels;
        ThrottleRate = endpoint.ThrottleRate;
        Metadata = endpoint.Metadata;
        Kind = EndpointFields.Kinds[(int)EndpointFields.KindOf(endpoint)];
        DeliveryOrder = EndpointFields.Orders[(int)endpoint.Order];
        WhenExhausted = EndpointFields.Exhaustions[(int)endpoint.WhenExhausted];
        CreatedAt = endpoint.CreatedAt;
        UpdatedAt = endpoint.UpdatedAt;
    }

    public static ApiResult Ok(Endpoint endpoint) => ApiResult.Ok(new EndpointOut(endpoint), ApiJson.Default.EndpointOut);

    /// <summary>As its reader may see it.</summary>
    public static ApiResult Ok(Endpoint endpoint, Credential reader) => ApiResult.Ok(new EndpointOut(endpoint).VisibleTo(reader), ApiJson.Default.EndpointOut);

    public static ApiResult Created(Endpoint endpoint) => ApiResult.Created(new EndpointOut(endpoint), ApiJson.Default.EndpointOut);
}
