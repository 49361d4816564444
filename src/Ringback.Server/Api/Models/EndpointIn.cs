using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Signing;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What POST and PUT of an endpoint take; the operational ones too. Its event types may not exist.</summary>
internal sealed record EndpointIn
{
    /// <summary><c>http</c> when it isn't said, in a PUT too: that of a poller has to say that it is one.</summary>
    public required EndpointKind Kind { get; init; }

    /// <summary>Absolute, http or https; empty for a poller. Whether its address may be sent to is not asked here.</summary>
    public required string Url { get; init; }

    public required string Description { get; init; }

    public required int? ThrottleRate { get; init; }

    public required string? Uid { get; init; }

    public required bool Disabled { get; init; }

    /// <summary>Null: every type.</summary>
    public required IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>The name by which <see cref="EventTypes"/> were sent.</summary>
    public required string EventTypesName { get; init; }

    /// <summary>Null: messages of every channel and of none.</summary>
    public required IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Null: make one.</summary>
    public required EndpointSecret? Secret { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required DeliveryOrder DeliveryOrder { get; init; }

    public required WhenExhausted WhenExhausted { get; init; }

    public static EndpointIn Read(JsonFields json)
    {
        var kind = Fields.Kind.Read(json) ?? EndpointKind.Http;
        return new EndpointIn
        {
            Kind = kind,
            Url = kind == EndpointKind.Poller ? PollerUrl(json) : Fields.Url.Read(json) ?? "",
            Description = Fields.Description.Read(json) ?? "",
            ThrottleRate = Fields.ThrottleRate.Read(json),
            Uid = Fields.Uid.Read(json),
            Disabled = Fields.Disabled.Read(json) ?? false,
            EventTypes = Fields.EventTypes.Read(json),
            EventTypesName = Fields.EventTypes.NameIn(json),
            Channels = Fields.Channels.Read(json),
            Secret = Fields.Secret.Read(json),
            Metadata = Fields.Metadata.Read(json) ?? Common.NoMetadata,
            Headers = Fields.Headers.Read(json),
            DeliveryOrder = Fields.DeliveryOrder.Read(json) ?? DeliveryOrder.Any,
            WhenExhausted = Fields.WhenExhausted.Read(json) ?? WhenExhausted.Skip,
        };
    }

    /// <summary>The endpoint with everything of it replaced but id, kind and credentials.</summary>
    public Endpoint ApplyTo(Endpoint endpoint) => WithUrl(endpoint) with
    {
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

    private Endpoint WithUrl(Endpoint endpoint) => endpoint is HttpEndpoint http ? http with { Url = Url } : endpoint;

    private static string PollerUrl(JsonFields json)
    {
        if (json.Text(Fields.Url.Name, TextRule.Any) is { Length: > 0 }) Fields.Url.Refuse(json, "must be empty, because consumers poll the messages of a poller");
        return "";
    }

    internal static class Fields
    {
        public static readonly InputShape Shape = new(
            "EndpointIn", "An endpoint, whole.", """{"url":"https://example.com/webhooks","eventTypes":["invoice.paid"],"description":"Billing"}""");

        public static readonly Field<string> Url = Shape.Required("url", EndpointFields.Url, "The URL that messages are posted to, http or https. A poller has none.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.EndpointUid), "Your own name for it, unique in its application; may not begin with `ep_`.");
        public static readonly Field<string> Description = Shape.Optional("description", Text(TextRule.Description), "A text for people.");
        public static readonly Field<IReadOnlyList<string>> EventTypes =
            Shape.Optional("eventTypes", Common.EventTypes, "Only messages of these types, which must be registered. Null means all.", "filterTypes");

        public static readonly Field<IReadOnlyList<string>> Channels = Shape.Optional("channels", Common.Channels, "Only messages with one of these channels. Null means all.");
        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRate, "The most messages per second.", "rateLimit");
        public static readonly Field<bool?> Disabled = Shape.Optional("disabled", Flag(), "Whether it is disabled and gets no messages.");
        public static readonly Field<EndpointSecret> Secret = Shape.Optional(
            "secret", EndpointFields.Secret, "`whsec_` and base64 of 24 to 75 bytes (HMAC), or `whsk_` and base64 of an ed25519 key pair. By default, Ringback creates one.");

        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.Optional("metadata", Common.Metadata, Common.MetadataNote);
        public static readonly Field<IReadOnlyDictionary<string, string>> Headers = Shape.Optional("headers", EndpointFields.Headers, "Headers that are sent with every message.");
        public static readonly Field<EndpointKind?> Kind = Shape.Optional(
            "kind", EndpointFields.Kind, "Added by Ringback: whether messages are posted, or consumers poll them. It can't be changed.");

        public static readonly Field<DeliveryOrder?> DeliveryOrder = Shape.Optional(
            "deliveryOrder", EndpointFields.Order, "Added by Ringback: `fifo` sends one message at a time, in the order in which they were accepted; a failing message delays the later ones.");

        public static readonly Field<WhenExhausted?> WhenExhausted = Shape.Optional(
            "whenExhausted", EndpointFields.Exhausted, "Added by Ringback: what a fifo endpoint does when the retries of a message are used up.");
    }
}
