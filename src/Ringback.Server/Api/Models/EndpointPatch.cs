using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

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

    /// <inheritdoc cref="EndpointIn.EventTypesName"/>
    public required string EventTypesName { get; init; }

    public required Patch<IReadOnlyList<string>?> Channels { get; init; }

    public required Patch<IReadOnlyDictionary<string, string>> Metadata { get; init; }

    public required Patch<DeliveryOrder> DeliveryOrder { get; init; }

    public required Patch<WhenExhausted> WhenExhausted { get; init; }

    public static EndpointPatch Read(JsonFields json) => new()
    {
        GivenKind = Fields.Kind.Read(json),
        Url = Fields.Url.ReadPatch(json, absent: ""),
        Description = Fields.Description.ReadPatch(json, absent: ""),
        ThrottleRate = Fields.ThrottleRate.ReadPatchOfThrottle(json),
        Uid = Fields.Uid.ReadPatch(json),
        Disabled = Fields.Disabled.ReadPatch(json, absent: false),
        EventTypes = Fields.EventTypes.ReadPatchOfList(json),
        EventTypesName = Fields.EventTypes.NameIn(json),
        Channels = Fields.Channels.ReadPatchOfList(json),
        Metadata = Fields.Metadata.ReadPatch(json, Common.NoMetadata),
        DeliveryOrder = Fields.DeliveryOrder.ReadPatch(json, absent: default),
        WhenExhausted = Fields.WhenExhausted.ReadPatch(json, absent: default),
    };

    public Endpoint Apply(Endpoint endpoint) => WithUrl(endpoint) with
    {
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

    private Endpoint WithUrl(Endpoint endpoint) => endpoint is HttpEndpoint http ? http with { Url = Url.Or(http.Url) } : endpoint;

    internal static class Fields
    {
        public static readonly InputShape Shape = new("EndpointPatch", "The fields to change; other fields don't change.", """{"disabled":true}""");
        public static readonly Field<string> Url = Shape.NotNull("url", EndpointFields.Url, "The URL that messages are posted to.");
        public static readonly Field<string> Uid = Shape.Optional("uid", Text(Common.EndpointUid), "Null removes it.");
        public static readonly Field<string> Description = Shape.NotNull("description", Text(TextRule.Description), "A text for people.");
        public static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional("eventTypes", Common.EventTypesOrNone, "An empty list or null means all.", "filterTypes");
        public static readonly Field<IReadOnlyList<string>> Channels = Shape.Optional("channels", Common.ChannelsOrNone, "An empty list or null means all.");
        public static readonly Field<int?> ThrottleRate = Shape.Optional("throttleRate", Common.ThrottleRateOrNone, "0 or null removes the limit.", "rateLimit");
        public static readonly Field<bool?> Disabled = Shape.NotNull("disabled", Flag(), "Whether it is disabled and gets no messages.");
        public static readonly Field<IReadOnlyDictionary<string, string>> Metadata = Shape.NotNull("metadata", Common.Metadata, "Replaces the current value.");
        public static readonly Field<EndpointKind?> Kind = Shape.Optional("kind", EndpointFields.Kind, "Added by Ringback: it can't be changed.");
        public static readonly Field<DeliveryOrder?> DeliveryOrder = Shape.NotNull(
            "deliveryOrder", EndpointFields.Order, "Added by Ringback: `fifo` sends one message at a time, in the order in which they were accepted.");

        public static readonly Field<WhenExhausted?> WhenExhausted = Shape.NotNull(
            "whenExhausted", EndpointFields.Exhausted, "Added by Ringback: what a fifo endpoint does when the retries of a message are used up.");
    }
}
