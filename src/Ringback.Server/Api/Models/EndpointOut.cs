using System.Diagnostics.CodeAnalysis;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Models;

internal record EndpointOut
{
    [Note("Ours, for good.", Examples.Endpoint)]
    public required string Id { get; init; }

    [Note("Your own name for it.", "acme")]
    public required string? Uid { get; init; }

    [Note("Where messages are posted; empty for a poller.", "https://example.com/webhooks")]
    public required string Url { get; init; }

    [Note("For people.", "Billing")]
    public required string Description { get; init; }

    /// <summary>SDKs 1.x need it, and there has only ever been one.</summary>
    [Note("Always 1; SDKs 1.x need it.", "1")]
    public int Version => 1;

    [Note("Whether it gets nothing for now.", "false")]
    public required bool Disabled { get; init; }

    [Note("Only these; null: all.", """["invoice.paid"]""")]
    public required IReadOnlyList<string>? EventTypes { get; init; }

    [Note("`eventTypes`, as SDKs 1.x call it.", """["invoice.paid"]""")]
    public IReadOnlyList<string>? FilterTypes => EventTypes;

    [Note("Only messages that name one of these; null: all.", """["eu"]""")]
    public required IReadOnlyList<string>? Channels { get; init; }

    [Note("Messages a second; null: no limit.", "100")]
    public required int? ThrottleRate { get; init; }

    [Note("`throttleRate`, as SDKs 1.x call it.", "100")]
    public int? RateLimit => ThrottleRate;

    [Note("Yours.", """{"plan":"pro"}""")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Note("Ours: `http` or `poller`.", "http")]
    public required string Kind { get; init; }

    [Note("Ours: `any` or `fifo`.", "any")]
    public required string DeliveryOrder { get; init; }

    [Note("Ours: `skip` or `hold`.", "skip")]
    public required string WhenExhausted { get; init; }

    [Note("When it was made.", Examples.Time)]
    public required Timestamp CreatedAt { get; init; }

    [Note("When it changed last.", Examples.Time)]
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
    public static ApiResult Ok(Endpoint endpoint, Credential reader) => ApiResult.Ok(new EndpointOut(endpoint).For(reader), ApiJson.Default.EndpointOut);

    public static ApiResult Created(Endpoint endpoint) => ApiResult.Created(new EndpointOut(endpoint), ApiJson.Default.EndpointOut);
}
