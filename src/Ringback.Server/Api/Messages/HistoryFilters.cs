using Ringback.Core.History;
using Ringback.Core.Record;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Messages;

/// <summary>Reads what lists of messages and attempts are narrowed by; what is wrong goes to the query's errors.</summary>
internal static class HistoryFilters
{
    public static MessageFilter Messages(QueryFields query) => new()
    {
        EventTypes = EventTypes(query),
        Channel = query.Text("channel", TextRule.Channel),
        Tag = query.Text("tag", TextRule.Tag),
        Before = query.Time("before"),
        After = query.Time("after"),
    };

    public static DeliveryFilter Deliveries(QueryFields query) => new()
    {
        EventTypes = EventTypes(query),
        Channel = query.Text("channel", TextRule.Channel),
        Tag = query.Text("tag", TextRule.Tag),
        Before = query.Time("before"),
        After = query.Time("after"),
        State = State(query),
        Expanded = Expanded(query),
    };

    /// <param name="query">Of the request.</param>
    /// <param name="endpoint">Only attempts to this endpoint.</param>
    public static AttemptFilter Attempts(QueryFields query, int? endpoint = null) => new()
    {
        EventTypes = EventTypes(query),
        Channel = query.Text("channel", TextRule.Channel),
        Tag = query.Text("tag", TextRule.Tag),
        Before = query.Time("before"),
        After = query.Time("after"),
        State = State(query),
        Expanded = Expanded(query),
        StatusCodeClass = query.OneOf("status_code_class", 0, 100, 200, 300, 400, 500),
        Endpoint = endpoint,
    };

    /// <summary>Whether a canceled delivery is told from a failed one.</summary>
    public static bool Expanded(QueryFields query) => query.Flag("expanded_statuses", absent: false);

    /// <summary>The state as the API numbers it.</summary>
    public static int Status(DeliveryState state, bool expanded) =>
        (int)(state == DeliveryState.Canceled && !expanded ? DeliveryState.Fail : state);

    private static DeliveryState? State(QueryFields query) => (DeliveryState?)query.OneOf("status", 0, 1, 2, 3, 4);

    private static IReadOnlyList<string>? EventTypes(QueryFields query) => query.Texts("event_types", TextRule.EventType)?.ToArray();
}
