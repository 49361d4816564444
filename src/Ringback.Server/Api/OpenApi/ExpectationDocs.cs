using System.Text.Json.Nodes;
using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class ExpectationDocs
{
    private const string Many = "/api/v1/source/{source_id}/expectation";
    private const string One = Many + "/{expectation_id}";
    private const string Example =
        """{"key":"pay_123","fulfilledWhen":{"keyPointer":"/data/object/id","eventTypes":["payment.paid"]},"within":"1h","poll":{"url":"https://api.example.com/payments/pay_123","until":{"conditions":[{"pointer":"/status","equals":"paid"}]}}}""";

    public static ResourceDocs All { get; } = new(
        "Expectation",
        "A webhook that should come from a source, and how its provider is asked when it doesn't. Ours.",
        [
            new InputSchema(
                "ExpectationIn", "A webhook that should come by a deadline: `deadline`, or `within` from now.", Example,
                Need("key", Text(1, 256), "Of what it is about."),
                Need("fulfilledWhen", Ref("Fulfilment"), "Which event is the awaited one."),
                May("deadline", Time(), "When the provider is asked first."),
                May("within", Text(), "The same, from now: `10m`, `1h`, up to `90d`; an hour when left out."),
                May("lookBack", Text(), "How long before now the event may have come: an hour when left out, up to `7d`."),
                May("poll", Ref("Poll"), "How the provider is asked. When left out nobody is: it expires at the deadline.")),
            new InputSchema(
                "Fulfilment", "Which event is the awaited one.", """{"keyPointer":"/data/object/id","eventTypes":["payment.paid","payment.failed"]}""",
                Need("keyPointer", Text(0, 1024), "Where in an event the key stands (JSON Pointer). In a rule, its own when left out."),
                May("eventTypes", Set(Text(1, 256), 1, 1000), "One of these, as the provider writes them. Null: any."),
                May("conditions", List(Ref("OperationCondition"), 0, 20), "All of which its JSON body must meet.")),
            new InputSchema(
                "Poll", "How a provider is asked.", """{"url":"https://api.example.com/payments/pay_123","headers":{"Authorization":"Bearer sk_123"},"every":"30m","until":{"conditions":[{"pointer":"/status","in":["paid","failed"]}]},"event":{"type":"payment.{{/status}}"}}""",
                Need("url", Url(), "A rule's may have places for values of what the rule is about, `{{/data/object/id}}`, in path and query."),
                May("method", Choice("GET", "POST"), "GET when left out."),
                May("headers", Map(Text()), "Kept sealed; their names are shown."),
                May("body", AnyValue(), "JSON, of a POST."),
                May("every", Text(), "The wait behind the first poll, an hour when left out; half as long again each time, up to a day, ±20 %."),
                May("until", Ref("PollUntil"), "Which answer ends it; one of status 200 when left out."),
                May("event", Ref("MadeEvent"), "What the answer becomes. May be left out when one type is awaited: then of that type, with the answer as payload."),
                May("giveUpAfter", Text(), "From the deadline; `7d` when left out, up to `90d`. The last poll is made at its end."),
                May("maxPolls", Whole(1, 10_000), "As many as there is time for when left out.")),
            new InputSchema(
                "PollUntil", "Which answer says that it has happened.", """{"statuses":[200],"conditions":[{"pointer":"/status","equals":"paid"}]}""",
                May("statuses", List(Whole(200, 599), 1, 20), "One of these; 200 when left out."),
                May("conditions", List(Ref("OperationCondition"), 0, 20), "All of which the answer's JSON must meet.")),
            new InputSchema(
                "MadeEvent", "What an answer becomes. Places stand for the answer's values; `{{}}` is all of it.", """{"type":"payment.{{/status}}","id":"{{/id}}-{{/status}}","payload":{"type":"payment.{{/status}}","data":{"object":"{{}}"}}}""",
                May("type", Text(1, 4096), "A template. Needed unless one type is awaited."),
                May("id", Text(1, 4096), "A template: the `eventId`, which makes a webhook with the same one a duplicate."),
                May("payload", AnyValue(), "A template of JSON; the answer as it is when left out. Shaped as the webhook, so that a late one is known."),
                May("naturalKey", Set(Text(), 1, 8), "Values of the answer in the order of the source's natural key, where the payload isn't shaped as the webhook.")),
            new InputSchema(
                "ExpectationRule", "Makes expectations by itself.", """{"name":"paid","on":{"eventTypes":["payment.created"]},"keyPointer":"/data/object/id","fulfilledWhen":{"eventTypes":["payment.paid","payment.failed"]},"within":"1h","poll":{"url":"https://api.example.com/payments/{{/data/object/id}}","until":{"conditions":[{"pointer":"/status","in":["paid","failed"]}]},"event":{"type":"payment.{{/status}}"}}}""",
                Need("name", Name(), "Unique in its source."),
                Need("on", Ref("RuleTrigger"), "What it is made of."),
                Need("keyPointer", Text(0, 1024), "Where in that the key stands (JSON Pointer)."),
                Need("fulfilledWhen", Ref("Fulfilment"), "Which event is the awaited one."),
                May("within", Text(), "From then to the deadline; an hour when left out."),
                May("poll", Ref("Poll"), "How the provider is asked.")),
            new InputSchema(
                "RuleTrigger", "What a rule is about: events of the source, or messages sent to an application.", """{"eventTypes":["payment.created"]}""",
                Need("eventTypes", Set(Text(1, 256), 1, 1000), "One of these."),
                May("application", Text(1, 256), "Id or uid of the application whose messages it is about; events of the source when left out."),
                May("conditions", List(Ref("OperationCondition"), 0, 20), "All of which the JSON body must meet.")),
            new InputSchema(
                "NaturalKey", "What says that two events mean the same, under whatever ids: an object and its state.", """{"values":["$message.eventType","/data/object/id"],"eventTypes":["payment.paid"]}""",
                Need("values", Set(Text(), 1, 8), "JSON Pointers into the event, or `$message.eventType`."),
                May("eventTypes", Set(Text(1, 256), 1, 1000), "Only events of these types; all when left out.")),
        ],
        [
            new Operation("GET", Many, "expectation.list", "List expectations", "Newest first, unless asked otherwise.")
            {
                Query = [.. Parameters.Page, new Parameter("key", Text(1, 256), "Only of this key."), new Parameter("status", Choice(ExpectationOut.Statuses), "Only those that stand so.")],
                Answer = ApiJson.Default.ListOutExpectationOut,
            },
            new Operation(
                "POST", Many, "expectation.create", "Expect a webhook",
                "If its event has come within `lookBack`, it is fulfilled at once. From the deadline on the provider is asked; what it answers becomes an event of the source, marked as reconciled, of which a webhook that comes late is a duplicate.")
            {
                Body = "ExpectationIn",
                Status = 201,
                Answer = ApiJson.Default.ExpectationOut,
            },
            new Operation("GET", One, "expectation.get", "Read an expectation", "With the times that the provider was asked.") { Answer = ApiJson.Default.ExpectationOut },
            new Operation("DELETE", One, "expectation.cancel", "Cancel an expectation", "Nobody is asked any more. It stays on record.")
            {
                Status = 204,
                Refusals = [new Refusal(409, "conflict", "It has ended already.")],
            },
        ]);

    private static JsonObject AnyValue() =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("object", "array", "string", "number", "boolean") }) };
}
