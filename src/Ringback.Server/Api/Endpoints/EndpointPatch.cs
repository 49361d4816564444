using Ringback.Core.Catalog;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Endpoints;

/// <summary>What is to change of an endpoint.</summary>
internal sealed record EndpointPatch
{
    public Patch<string?> Url { get; init; }

    public EndpointKind? Kind { get; init; }

    public Patch<string?> Uid { get; init; }

    public Patch<string?> Description { get; init; }

    public Patch<int?> ThrottleRate { get; init; }

    public Patch<bool?> Disabled { get; init; }

    public Patch<IReadOnlyList<string>?> EventTypes { get; init; }

    public Patch<IReadOnlyList<string>?> Channels { get; init; }

    public Patch<IReadOnlyDictionary<string, string>?> Metadata { get; init; }

    public Patch<DeliveryOrder?> Order { get; init; }

    public Patch<WhenExhausted?> WhenExhausted { get; init; }

    public static EndpointPatch Read(JsonFields fields)
    {
        // 0 lifts the limit, as null does.
        var rate = ApplicationIn.ReadThrottle(fields, least: 0);
        return new EndpointPatch
        {
            Url = fields.Patch("url", EndpointFields.ReadUrl(fields, kind: null, Need.NotNull)),
            Kind = EndpointFields.ReadKind(fields),
            Uid = fields.Patch("uid", EndpointFields.ReadUid(fields)),
            Description = fields.Patch("description", fields.Text("description", TextRule.Description, Need.NotNull)),
            ThrottleRate = fields.Patch(ApplicationIn.ThrottleName(fields), rate == 0 ? null : rate),
            Disabled = fields.Patch("disabled", fields.Flag("disabled", Need.NotNull)),
            EventTypes = fields.Patch(EndpointFields.EventTypesName(fields), EndpointFields.ReadEventTypes(fields, least: 0)),
            Channels = fields.Patch("channels", EndpointFields.ReadChannels(fields, least: 0)),
            Metadata = fields.Patch("metadata", ApplicationIn.ReadMetadata(fields)),
            Order = fields.Patch("deliveryOrder", EndpointFields.ReadOrder(fields)),
            WhenExhausted = fields.Patch("whenExhausted", EndpointFields.ReadWhenExhausted(fields)),
        };
    }

    public Endpoint Apply(Endpoint endpoint) => endpoint with
    {
        Url = Url.Or(endpoint.Url)!,
        Uid = Uid.Or(endpoint.Uid),
        Description = Description.Or(endpoint.Description)!,
        ThrottleRate = ThrottleRate.Or(endpoint.ThrottleRate),
        Disabled = Disabled.Or(endpoint.Disabled)!.Value,
        EventTypes = EventTypes.Or(endpoint.EventTypes),
        Channels = Channels.Or(endpoint.Channels),
        Metadata = Metadata.Or(endpoint.Metadata) ?? Application.EmptyMetadata,
        Order = Order.Or(endpoint.Order)!.Value,
        WhenExhausted = WhenExhausted.Or(endpoint.WhenExhausted)!.Value,
    };
}
