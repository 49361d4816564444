using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Endpoints;

/// <summary>The fields that creating, replacing and patching an endpoint have in common.</summary>
internal static class EndpointFields
{
    public static readonly string[] Kinds = ["http", "poller"];
    public static readonly string[] Orders = ["any", "fifo"];
    public static readonly string[] Exhausted = ["skip", "hold"];

    private const int MostEventTypes = 1000;
    private const int MostChannels = 10;

    public static EndpointKind? ReadKind(JsonFields fields) => (EndpointKind?)fields.Choice("kind", Kinds, Need.NotNull);

    public static DeliveryOrder? ReadOrder(JsonFields fields) => (DeliveryOrder?)fields.Choice("deliveryOrder", Orders, Need.NotNull);

    public static WhenExhausted? ReadWhenExhausted(JsonFields fields) => (WhenExhausted?)fields.Choice("whenExhausted", Exhausted, Need.NotNull);

    public static string? ReadUid(JsonFields fields) => fields.Text("uid", TextRule.Uid(IdPrefix.Endpoint));

    /// <summary>
    /// Where it goes is judged when something is sent, and seen in the attempt: what is allowed is the operator's to change,
    /// and what a name stands for is anybody's.
    /// </summary>
    public static string? ReadUrl(JsonFields fields, EndpointKind? kind, Need need)
    {
        if (kind == EndpointKind.Poller)
        {
            if (fields.Text("url", TextRule.Any) is { Length: > 0 }) fields.Add("url", "must be empty: a poller's consumers come and get their messages");
            return "";
        }
        if (fields.Text("url", TextRule.Any, need) is not { } url) return null;
        if (DestinationUrl.TryParse(url, out _, out var problem)) return url;
        fields.Add("url", problem);
        return null;
    }

    /// <summary>Under its name in either generation of the SDKs. Empty, where that is allowed, is null: every type.</summary>
    public static IReadOnlyList<string>? ReadEventTypes(JsonFields fields, int least) =>
        NullIfEmpty(fields.Texts(EventTypesName(fields), TextRule.EventType, least, MostEventTypes));

    public static string EventTypesName(JsonFields fields) => fields.Pick("eventTypes", "filterTypes");

    /// <summary>Empty, where that is allowed, is null: every message.</summary>
    public static IReadOnlyList<string>? ReadChannels(JsonFields fields, int least) =>
        NullIfEmpty(fields.Texts("channels", TextRule.Channel, least, MostChannels));

    public static EndpointSecret? ReadSecret(JsonFields fields, string name)
    {
        if (fields.Text(name, TextRule.Any) is not { } text) return null;
        if (EndpointSecret.TryParse(text, out var secret, out var problem)) return secret;
        fields.Add(name, problem);
        return null;
    }

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}
