using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Endpoints;

/// <summary>An endpoint as a caller gives it. Fields that only make sense at creation are null in a PUT.</summary>
internal sealed record EndpointIn
{
    /// <value>Empty for a poller.</value>
    public required string Url { get; init; }

    public EndpointKind? Kind { get; init; }

    public string? Uid { get; init; }

    public string Description { get; init; } = "";

    public int? ThrottleRate { get; init; }

    public bool Disabled { get; init; }

    public IReadOnlyList<string>? EventTypes { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public DeliveryOrder Order { get; init; }

    public WhenExhausted WhenExhausted { get; init; }

    public EndpointSecret? Secret { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <param name="fields">The body.</param>
    /// <param name="headers">What custom headers may be.</param>
    public static EndpointIn Read(JsonFields fields, HeaderRules headers)
    {
        var kind = EndpointFields.ReadKind(fields);
        return new EndpointIn
        {
            Url = EndpointFields.ReadUrl(fields, kind, Need.Required) ?? "",
            Kind = kind,
            Uid = EndpointFields.ReadUid(fields),
            Description = fields.Text("description", TextRule.Description) ?? "",
            ThrottleRate = ApplicationIn.ReadThrottle(fields, least: 1),
            Disabled = fields.Flag("disabled") ?? false,
            EventTypes = EndpointFields.ReadEventTypes(fields, least: 1),
            Channels = EndpointFields.ReadChannels(fields, least: 1),
            Metadata = ApplicationIn.ReadMetadata(fields),
            Order = EndpointFields.ReadOrder(fields) ?? DeliveryOrder.Any,
            WhenExhausted = EndpointFields.ReadWhenExhausted(fields) ?? WhenExhausted.Skip,
            Secret = EndpointFields.ReadSecret(fields, "secret"),
            Headers = headers.Read(fields),
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
        Metadata = Metadata ?? Application.EmptyMetadata,
        Order = Order,
        WhenExhausted = WhenExhausted,
    };
}
