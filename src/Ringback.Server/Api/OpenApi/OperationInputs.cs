using System.Text.Json.Nodes;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What the operations on operations take.</summary>
internal static class OperationInputs
{
    public static IReadOnlyList<InputSchema> All { get; } =
    [
        new InputSchema(
            "OperationIn", "An operation, whole: exactly one of `sql`, `http` and `emit`.",
            """{"uid":"paid","eventTypes":["payment_intent.succeeded"],"conditions":[{"pointer":"/data/object/currency","equals":"eur"}],"http":{"url":"https://example.com/orders/{{/data/object/id}}/paid"}}""",
            May("uid", Name(), "Your own name for it, unique in its source; may not begin with `op_`."),
            May("description", Text(0, 65_536), "For people."),
            May("disabled", Flag(), "Whether it does nothing for now."),
            May("eventTypes", Set(Text(1, 256), 1, 1000), "Only messages of these types, as the provider writes them. Null: all."),
            May("conditions", List(Ref("OperationCondition"), 0, 20), "All of which the JSON body must meet; what isn't JSON meets none."),
            May("retrySchedule", Text(), "Waits between attempts, as `5s,5m,30m`, or `none`. Null: the event type's, or the server's."),
            May("throttleRate", Whole(1, 65_535), "Runs a second, held to."),
            May("deliveryOrder", Choice("any", "fifo"), "`fifo` runs one at a time, in the order accepted; a failing one holds the rest."),
            May("whenExhausted", Choice("skip", "hold"), "What a fifo operation does with one whose retries are used up."),
            May("metadata", Map(Text()), "Anything of yours, at most 4096 bytes."),
            May("sql", Ref("SqlOperation"), "Statements on a named connection."),
            May("http", Ref("HttpOperation"), "A call."),
            May("emit", Ref("EmitOperation"), "A message to an application.")),
        new InputSchema(
            "OperationCondition", "What must hold of the body: exactly one test beside the pointer.", """{"pointer":"/data/object/currency","in":["eur","chf"]}""",
            Need("pointer", Text(0, 1024), "A JSON Pointer (RFC 6901)."),
            Some("equals", Scalar(), "A text, number (1 is 1.0), boolean or null."),
            Some("notEquals", Scalar(), "Holds also where there is nothing."),
            Some("in", List(Scalar(), 1, 100), "Any of these."),
            Some("notIn", List(Scalar(), 1, 100), "None of these; holds also where there is nothing."),
            Some("exists", Flag(), "Whether something is there, if only null.")),
        new InputSchema(
            "SqlOperation", "Statements, run in order in one transaction.",
            """{"connection":"shop","statements":[{"sql":"update orders set paid = 1 where id = @id","parameters":{"id":"/data/object/metadata/order"}}]}""",
            Need("connection", Text(1, 64), "A name from the server's setting `connections`."),
            Need("statements", List(Ref("SqlStatement"), 1, 20), "At least one.")),
        new InputSchema(
            "SqlStatement", "One statement that reads or changes rows.", """{"sql":"insert into paid (id, amount) values (@id, @amount)","parameters":{"id":"$message.id","amount":"/data/object/amount"}}""",
            Need("sql", Text(1, 16_384), "Its parameters are written `@name`."),
            May("parameters", Map(Text()), "By name: a JSON Pointer into the body, or `$message.id`, `.eventId`, `.eventType`, `.timestamp`, `.payload`."),
            May("expectRows", AnyValue(), "How many rows it must change: a number, or `{\"atLeast\": 1}`. If it changes another number, the run fails, nothing of it is kept, and it is tried again.")),
        new InputSchema(
            "HttpOperation", "A call. In `url`, `headers` and `body`, `{{/data/object/id}}` and `{{$message.id}}` stand for the event's values, encoded for where they stand.",
            """{"method":"POST","url":"https://example.com/orders/{{/data/object/id}}/paid","headers":{"X-Team":"billing"},"body":{"amount":"{{/data/object/amount}}"}}""",
            May("method", Choice("GET", "POST", "PUT", "PATCH", "DELETE"), "POST when left out."),
            Need("url", Url(), "Scheme, host and port are literal."),
            May("headers", Map(Text()), "Beside `Idempotency-Key`, which is of message and operation. Kept sealed."),
            May("body", AnyValue(), "JSON; a text that is one place alone becomes the value as it is. The event itself when left out."),
            May("timeoutSeconds", Whole(1, 60), "For the whole exchange; the server's when left out.")),
        new InputSchema(
            "EmitOperation", "A message to an application of yours, with an event id of message and operation. Places as in `HttpOperation`.",
            """{"application":"{{/data/object/metadata/customer}}","eventType":"payment.received","payload":{"amount":"{{/data/object/amount}}"}}""",
            Need("application", Text(1, 4096), "Its id or uid. Not a source."),
            Need("eventType", Text(1, 4096), "What the message is about."),
            May("payload", AnyValue(), "JSON; the event itself when left out."),
            May("channels", Set(Channel(), 1, 10), "Of the message.")),
        new InputSchema(
            "OperationPatch", "What is to change; the rest stays.", """{"disabled":true}""",
            Some("description", Text(0, 65_536), "For people."),
            Some("disabled", Flag(), "Whether it does nothing for now."),
            May("eventTypes", Set(Text(1, 256), 1, 1000), "Null: all."),
            May("throttleRate", Whole(0, 65_535), "0 or null lifts it."),
            Some("metadata", Map(Text()), "In the place of what there is.")),
        new InputSchema(
            "OperationReplayIn", "What to run again.", """{"since":"SINCE","dryRun":true}""",
            Need("since", Time(), "Events accepted from then on."),
            May("until", Time(), "And before then; now when left out."),
            May("status", Choice("fail", "canceled", "missing"), "Only those that ended so; both when left out. `missing`: events of that time that the operation takes and never ran on, such as those that came before it was made."),
            May("dryRun", Flag(), "Only count them.")),
        new InputSchema(
            "RunReplayIn", "Whether to run again what succeeded.", """{"force":true}""",
            May("force", Flag(), "A new run, whose effect comes on top of the first one's.")),
    ];

    private static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean", "null") };

    private static JsonObject AnyValue() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("object", "array", "string", "number", "boolean") }) };
}
