using Ringback.Core.Catalog;
using Ringback.Core.Signing;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an endpoint take; the operational ones too. Its event types may not exist.</summary>
internal sealed record EndpointIn
{
    /// <summary>Null when it isn't said: <c>http</c>, or in a PUT what the endpoint is.</summary>
    public required EndpointKind? GivenKind { get; init; }

    public EndpointKind Kind => GivenKind ?? EndpointKind.Http;

    /// <summary>Absolute, http or https; empty for a poller. Whether its address may be sent to is not asked here.</summary>
    public required string Url { get; init; }

    public required string Description { get; init; }

    public required int? ThrottleRate { get; init; }

    public required string? Uid { get; init; }

    public required bool Disabled { get; init; }

    /// <summary>Null: every type.</summary>
    public required IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>Null: messages of every channel and of none.</summary>
    public required IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Null: make one.</summary>
    public required EndpointSecret? Secret { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required DeliveryOrder DeliveryOrder { get; init; }

    public required WhenExhausted WhenExhausted { get; init; }

    public static EndpointIn Read(JsonFields fields)
    {
        var kind = EndpointFields.Kind(fields);
        return new EndpointIn
        {
            GivenKind = kind,
            Url = kind == EndpointKind.Poller ? PollerUrl(fields) : EndpointFields.Url(fields, Need.Required) ?? "",
            Description = fields.Text("description", TextRule.Description) ?? "",
            ThrottleRate = Common.ThrottleRate(fields, least: 1),
            Uid = fields.Text("uid", Common.EndpointUid),
            Disabled = fields.Flag("disabled") ?? false,
            EventTypes = Common.EventTypes(fields, least: 1),
            Channels = Common.Channels(fields, least: 1),
            Secret = EndpointFields.Secret(fields, "secret"),
            Metadata = Common.Metadata(fields) ?? Common.NoMetadata,
            Headers = EndpointFields.Headers(fields, "headers"),
            DeliveryOrder = EndpointFields.Order(fields) ?? DeliveryOrder.Any,
            WhenExhausted = EndpointFields.Exhausted(fields) ?? WhenExhausted.Skip,
        };
    }

    /// <summary>The endpoint with everything of it replaced but id, kind and credentials.</summary>
    public Endpoint Over(Endpoint endpoint) => endpoint with
    {
        Url = Url,
        Uid = Uid,
        Description = Description,
        ThrottleRate = ThrottleRate,
        Disabled = Disabled,
        EventTypes = EventTypes,
        Channels = Channels,
        Metadata = Metadata,
        Order = DeliveryOrder,
        WhenExhausted = WhenExhausted,
    };

    private static string PollerUrl(JsonFields fields)
    {
        if (fields.Text("url", TextRule.Any) is { Length: > 0 }) fields.Add("url", "must be empty: a poller's consumers come for their messages");
        return "";
    }
}

/// <summary>What PATCH of an endpoint takes.</summary>
internal sealed record EndpointPatch
{
    /// <summary>May be said, not changed.</summary>
    public required EndpointKind? GivenKind { get; init; }

    public required Patch<string> Url { get; init; }

    public required Patch<string> Description { get; init; }

    public required Patch<int?> ThrottleRate { get; init; }

    public required Patch<string?> Uid { get; init; }

    public required Patch<bool> Disabled { get; init; }

    public required Patch<IReadOnlyList<string>?> EventTypes { get; init; }

    public required Patch<IReadOnlyList<string>?> Channels { get; init; }

    public required Patch<IReadOnlyDictionary<string, string>> Metadata { get; init; }

    public required Patch<DeliveryOrder> DeliveryOrder { get; init; }

    public required Patch<WhenExhausted> WhenExhausted { get; init; }

    public static EndpointPatch Read(JsonFields fields) => new()
    {
        GivenKind = EndpointFields.Kind(fields),
        Url = fields.Patch("url", EndpointFields.Url(fields, Need.NotNull) ?? ""),
        Description = fields.Patch("description", fields.Text("description", TextRule.Description, Need.NotNull) ?? ""),
        ThrottleRate = Common.ThrottleRatePatch(fields),
        Uid = fields.Patch("uid", fields.Text("uid", Common.EndpointUid)),
        Disabled = fields.Patch("disabled", fields.Flag("disabled", Need.NotNull) ?? false),
        EventTypes = Common.EventTypesPatch(fields),
        Channels = Common.ChannelsPatch(fields),
        Metadata = fields.Patch("metadata", Common.Metadata(fields, Need.NotNull) ?? Common.NoMetadata),
        DeliveryOrder = fields.Patch("deliveryOrder", EndpointFields.Order(fields, Need.NotNull) ?? default),
        WhenExhausted = fields.Patch("whenExhausted", EndpointFields.Exhausted(fields, Need.NotNull) ?? default),
    };

    public Endpoint Apply(Endpoint endpoint) => endpoint with
    {
        Url = Url.Or(endpoint.Url),
        Uid = Uid.Or(endpoint.Uid),
        Description = Description.Or(endpoint.Description),
        ThrottleRate = ThrottleRate.Or(endpoint.ThrottleRate),
        Disabled = Disabled.Or(endpoint.Disabled),
        EventTypes = EventTypes.Or(endpoint.EventTypes),
        Channels = Channels.Or(endpoint.Channels),
        Metadata = Metadata.Or(endpoint.Metadata),
        Order = DeliveryOrder.Or(endpoint.Order),
        WhenExhausted = WhenExhausted.Or(endpoint.WhenExhausted),
    };
}
