using Ringback.Core.History;
using Ringback.Core.Record;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Messages;

/// <summary>Reads what lists of messages and attempts are narrowed by; what is wrong goes to the query's errors.</summary>
internal static class HistoryFilters
{
    public static readonly QueryParameter<IReadOnlySet<string>?> EventTypes = Texts(
        "event_types", TextRule.EventType, "Returns only messages of these types: `event_types=a,b`. You can also write `event_types=a&event_types=b` or `event_types[0]=a`.");

    public static readonly QueryParameter<string?> Channel = Text("channel", TextRule.Channel, "Returns only messages with this channel.");
    public static readonly QueryParameter<string?> Tag = Text("tag", TextRule.Tag, "Returns only messages with this tag.");
    public static readonly QueryParameter<long?> Before = Time("before", "Only from before that time.");
    public static readonly QueryParameter<long?> After = Time("after", "Only from that time on.");
    public static readonly QueryParameter<int?> Status = Number("status", "Returns only items with this status: 0 success, 1 pending, 2 fail, 3 sending, 4 canceled.", 0, 1, 2, 3, 4);
    public static readonly QueryParameter<int?> StatusCodeClass =
        Number("status_code_class", "Returns only attempts whose answer has a status code of this class; 0 means that there was no answer.", 0, 100, 200, 300, 400, 500);

    /// <summary>Whether a canceled delivery is told from a failed one.</summary>
    public static readonly QueryParameter<bool> Expanded = Flag(
        "expanded_statuses", "Whether canceled deliveries have the status 4 and not 2 (fail); false by default, for clients that don't know 4.");

    public static readonly QueryParameter<bool> WithContent = Flag(
        "with_content", "Whether the answer contains payloads and responses; true by default. If it is false, payloads are `{}` and responses are empty.", absent: true);

    public static readonly IReadOnlyList<QueryParameter> OfMessages = [EventTypes, Channel, Tag, Before, After];

    public static MessageFilter Messages(QueryFields query) => new()
    {
        EventTypes = EventTypes.Read(query)?.ToArray(),
        Channel = Channel.Read(query),
        Tag = Tag.Read(query),
        Before = Before.Read(query),
        After = After.Read(query),
    };

    public static DeliveryFilter Deliveries(QueryFields query) => new()
    {
        EventTypes = EventTypes.Read(query)?.ToArray(),
        Channel = Channel.Read(query),
        Tag = Tag.Read(query),
        Before = Before.Read(query),
        After = After.Read(query),
        State = (DeliveryState?)Status.Read(query),
        Expanded = Expanded.Read(query),
    };

    /// <param name="query">Of the request.</param>
    /// <param name="endpoint">Only attempts to this endpoint.</param>
    public static AttemptFilter Attempts(QueryFields query, int? endpoint = null) => new()
    {
        EventTypes = EventTypes.Read(query)?.ToArray(),
        Channel = Channel.Read(query),
        Tag = Tag.Read(query),
        Before = Before.Read(query),
        After = After.Read(query),
        State = (DeliveryState?)Status.Read(query),
        Expanded = Expanded.Read(query),
        StatusCodeClass = StatusCodeClass.Read(query),
        Endpoint = endpoint,
    };

    /// <summary>The state as the API numbers it.</summary>
    public static int StatusNumber(DeliveryState state, bool expanded) =>
        (int)(state == DeliveryState.Canceled && !expanded ? DeliveryState.Fail : state);
}
