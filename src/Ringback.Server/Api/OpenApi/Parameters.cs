using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;

namespace Ringback.Server.Api.OpenApi;

/// <summary>Parameters that several operations have.</summary>
internal static class Parameters
{
    public static readonly Parameter Limit = new("limit", Schema.Whole(1, 250), "Rows at most; 50 when left out. A page whose rows are large ends earlier, at 4 MiB.");

    public static readonly Parameter Iterator =
        new("iterator", Schema.Text(), "Goes on where an earlier answer ended: its `iterator`, or its `prevIterator` for the page before.");

    public static readonly Parameter Order = new("order", Schema.Choice("ascending", "descending"), "By creation.");

    public static readonly Parameter WithContent =
        new("with_content", Schema.Flag(), "Whether payloads and responses are in the answer; true when left out. Without, they read `{}` and empty.");

    public static readonly Parameter EventTypes = new(
        "event_types", Schema.Set(Schema.Text(TextRule.EventType)),
        "Only of these types: `event_types=a,b`; `event_types=a&event_types=b` and `event_types[0]=a` mean the same.");

    public static readonly Parameter Channel = new("channel", Schema.Text(TextRule.Channel), "Only of this channel.");

    public static readonly Parameter Tag = new("tag", Schema.Text(TextRule.Tag), "Only with this tag.");

    public static readonly Parameter Before = new("before", Schema.Time(), "Only from before that time.");

    public static readonly Parameter After = new("after", Schema.Time(), "Only from that time on.");

    public static readonly Parameter Status =
        new("status", Schema.Number(0, 1, 2, 3, 4), "0 success, 1 pending, 2 fail, 3 sending, 4 canceled.");

    public static readonly Parameter StatusCodeClass =
        new("status_code_class", Schema.Number(0, 100, 200, 300, 400, 500), "Of what the endpoint answered; 0: it didn't.");

    public static readonly Parameter ExpandedStatuses = new(
        "expanded_statuses", Schema.Flag(), "Whether 4 (canceled) is told from 2 (fail); false when left out, for clients that know no 4.");

    public static readonly IReadOnlyList<Parameter> Page = [Limit, Iterator, Order];

    public static readonly IReadOnlyList<Parameter> OfMessages = [EventTypes, Channel, Tag, Before, After];

    /// <summary>What the parts of paths are.</summary>
    public static readonly IReadOnlyDictionary<string, (string Note, string Example)> Path = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["app_id"] = ("The application's id or uid; of a source, its id.", "acme"),
        ["source_id"] = ("The source's id or uid.", "stripe"),
        ["operation_id"] = ("The operation's id or uid.", "op_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["expectation_id"] = ("The expectation's id.", "exp_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["endpoint_id"] = ("The endpoint's id or uid.", "ep_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["event_type_name"] = ("The event type's name.", "invoice.paid"),
        ["msg_id"] = ("The message's id or `eventId`.", "msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["attempt_id"] = ("The attempt's id.", "atmpt_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["task_id"] = ("The task's id.", "qtask_2vEzxuyrZz8tGbY2xsvMWHj8OOv"),
        ["sink_id"] = ("The id or uid of an endpoint of kind `poller`.", "my-poller"),
        ["consumer_id"] = ("A name of your choice: each consumer has a place of its own.", "worker-1"),
    };
}
