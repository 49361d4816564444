using System.Text.Json.Nodes;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What the fields of answers are, by <c>Type.field</c> or, where it means the same everywhere, <c>field</c>.</summary>
internal static class OutputNotes
{
    private const string App = "app_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    private const string Endpoint = "ep_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    private const string Message = "msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    private const string Attempt = "atmpt_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    private const string Task = "qtask_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    private const string Time = "2026-01-31T12:00:00.000Z";

    public static (string Note, JsonNode? Example)? Of(string type, string field) =>
        Notes.TryGetValue($"{type}.{field}", out var note) || Notes.TryGetValue(field, out note)
            ? (note.Note, note.Example is null ? null : JsonNode.Parse(note.Example))
            : null;

    private static readonly Dictionary<string, (string Note, string? Example)> Notes = new(StringComparer.Ordinal)
    {
        ["ApplicationOut.id"] = ("Ours, for good.", Text(App)),
        ["EndpointOut.id"] = ("Ours, for good.", Text(Endpoint)),
        ["MessageEndpointOut.id"] = ("The endpoint's.", Text(Endpoint)),
        ["MessageOut.id"] = ("Ours, for good; sent as `webhook-id`.", Text(Message)),
        ["EndpointMessageOut.id"] = ("The message's.", Text(Message)),
        ["PollingEndpointMessageOut.id"] = ("The message's.", Text(Message)),
        ["MessageAttemptOut.id"] = ("Ours, for good.", Text(Attempt)),
        ["TaskOut.id"] = ("Ours, for good.", Text(Task)),
        ["BackgroundTaskOut.id"] = ("Ours, for good.", Text(Task)),
        ["AppUsageStatsOut.id"] = ("The task's.", Text(Task)),
        ["SourceOut.id"] = ("Ours, for good.", Text("src_2vEzxuyrZz8tGbY2xsvMWHj8OOv")),
        ["type"] = ("The provider, or the way it signs.", Text("stripe")),
        ["ingestUrl"] = ("What the provider calls. A secret: who knows it may call. Null when the source fires by itself.", Text("https://hooks.example.com/in/y5VvH9CwsEuN0b3rVsmpQx-Zx6h1aYt_")),
        ["config"] = ("Without its secrets; not there for a type that has none.", "{}"),
        ["rules"] = ("Ours: what of its requests is let in.", null),
        ["requestsPerSecond"] = ("Of those that verify; null: no limit.", "100"),
        ["unverifiedPerSecond"] = ("Of those that don't.", "20"),
        ["maxBodyBytes"] = ("Of a body.", "1048576"),
        ["methods"] = ("Of events.", """["POST"]"""),
        ["contentTypes"] = ("Null: any.", """["application/json"]"""),
        ["allowedSources"] = ("Null: any.", """["192.0.2.0/24"]"""),
        ["trustedProxies"] = ("Null: none.", """["10.0.0.0/8"]"""),
        ["answer"] = ("Ours: what is answered to an event that is safe; null: as the provider wants it.", null),
        ["SourceAnswerOut.status"] = ("2xx.", "200"),
        ["SourceAnswerOut.body"] = ("Null: none.", Text("ok")),
        ["contentType"] = ("Of the body.", Text("text/plain")),
        ["duplicates"] = ("Ours: how an event is known to be one that came before.", null),
        ["windowSeconds"] = ("How long an event is remembered.", "604800"),
        ["alsoBody"] = ("Whether the same body is a duplicate where the id isn't signed.", "false"),
        ["publicUrl"] = ("Ours: the URL as the provider sees it; null: as the request came.", "null"),
        ["code"] = ("Always null: Ringback has no transformations.", "null"),
        ["enabled"] = ("Always false.", "false"),
        ["variables"] = ("Always null.", "null"),
        ["uid"] = ("Your own name for it.", Text("acme")),
        ["name"] = ("For people; an event type's is unique.", Text("invoice.paid")),
        ["metadata"] = ("Yours.", """{"plan":"pro"}"""),
        ["createdAt"] = ("When it was made.", Text(Time)),
        ["updatedAt"] = ("When it changed last.", Text(Time)),
        ["throttleRate"] = ("Messages a second; null: no limit.", "100"),
        ["rateLimit"] = ("`throttleRate`, as SDKs 1.x call it.", "100"),
        ["url"] = ("Where messages are posted; empty for a poller.", Text("https://example.com/webhooks")),
        ["MessageAttemptOut.url"] = ("Where it went.", Text("https://example.com/webhooks")),
        ["AppPortalAccessOut.url"] = ("Opens the portal.", Text("https://hooks.example.com/portal#token=eyJ")),
        ["description"] = ("For people.", Text("Billing")),
        ["version"] = ("Always 1; SDKs 1.x need it.", "1"),
        ["disabled"] = ("Whether it gets nothing for now.", "false"),
        ["eventTypes"] = ("Only these; null: all.", """["invoice.paid"]"""),
        ["EnvironmentOut.eventTypes"] = ("All of them, archived ones too.", null),
        ["filterTypes"] = ("`eventTypes`, as SDKs 1.x call it.", """["invoice.paid"]"""),
        ["channels"] = ("Of an endpoint: only these; null: all. Of a message: those it names.", """["eu"]"""),
        ["kind"] = ("Ours: `http` or `poller`.", Text("http")),
        ["deliveryOrder"] = ("Ours: `any` or `fifo`.", Text("any")),
        ["whenExhausted"] = ("Ours: `skip` or `hold`.", Text("skip")),
        ["key"] = ("What messages are verified with.", Text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
        ["headers"] = ("Sent with every message.", """{"X-Team":"billing"}"""),
        ["PollingEndpointMessageOut.headers"] = ("Always null.", "null"),
        ["sensitive"] = ("Names of headers that are never shown.", """["authorization"]"""),
        ["success"] = ("Deliveries that succeeded.", "42"),
        ["pending"] = ("Deliveries that aren't finished; counted to 10,000.", "3"),
        ["sending"] = ("Always 0: what is being sent is pending too.", "0"),
        ["fail"] = ("Deliveries given up after all retries.", "1"),
        ["canceled"] = ("Deliveries given up untried: the endpoint was disabled, the payload dropped.", "0"),
        ["archived"] = ("Whether it is out of use.", "false"),
        ["deprecated"] = ("Whether subscribers should leave it.", "false"),
        ["schemas"] = ("JSON schemas of the payload by version.", """{"1":{"type":"object"}}"""),
        ["groupName"] = ("For showing types together.", Text("billing")),
        ["featureFlags"] = ("Portals show it only to those who have one of these.", """["beta"]"""),
        ["featureFlag"] = ("The first of them, as SDKs 1.x know it.", Text("beta")),
        ["retrySchedule"] = ("Ours: waits between attempts; null: the server's.", Text("5s,5m,30m")),
        ["EventTypeImportOpenApiOut.data"] = ("What was, or would be, done.", null),
        ["modified"] = ("Names of the types that were, or would be, made or changed.", """["order.made"]"""),
        ["to_modify"] = ("In a dry run, what they would become.", null),
        ["settings"] = ("Always null.", "null"),
        ["connectors"] = ("Always empty.", "[]"),
        ["eventId"] = ("Your own name for it.", Text("invoice-1337-paid")),
        ["eventType"] = ("What it is about.", Text("invoice.paid")),
        ["payload"] = ("As it was posted; `{\"expired\": true}` once dropped.", """{"type":"invoice.paid","invoice":1337}"""),
        ["tags"] = ("For finding it.", """["q1"]"""),
        ["timestamp"] = ("When it was accepted; of an attempt, when it was sent.", Text(Time)),
        ["deliverAt"] = ("Not sent before that time.", "null"),
        ["status"] = ("0 success, 1 pending, 2 fail, 3 sending, 4 canceled.", "0"),
        ["TaskOut.status"] = ("`running`, `finished` or `failed`.", Text("running")),
        ["BackgroundTaskOut.status"] = ("`running`, `finished` or `failed`.", Text("finished")),
        ["AppUsageStatsOut.status"] = ("`running`.", Text("running")),
        ["statusText"] = ("`status` in a word.", Text("success")),
        ["nextAttempt"] = ("When it is tried next; null when that waits for no time, or it has ended.", "null"),
        ["msgId"] = ("The message's.", Text(Message)),
        ["endpointId"] = ("The endpoint's.", Text(Endpoint)),
        ["response"] = ("What came back, at most 16 KiB; or why nothing did.", Text("ok")),
        ["responseStatusCode"] = ("0 when nothing came back.", "200"),
        ["responseDurationMs"] = ("Of the whole exchange.", "37"),
        ["triggerType"] = ("0: scheduled; 1: asked for.", "0"),
        ["msg"] = ("The message, if it was asked for.", null),
        ["active"] = ("Whether an endpoint would get it.", "true"),
        ["results"] = ("By id as given: `expunged` or `not-found`.", $$"""{"{{Message}}":"expunged"}"""),
        ["task"] = ("Its kind.", Text("endpoint.recover")),
        ["BackgroundTaskOut.data"] = ("What it found or did.", """{"messagesSent":12}"""),
        ["unresolvedAppIds"] = ("Those asked for that aren't there.", "[]"),
        ["token"] = ("An application token (JWT).", Text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x")),
        ["data"] = ("The rows.", null),
        ["iterator"] = ("Goes on after this page, even when `done`.", Text(Message)),
        ["prevIterator"] = ("Goes back to the page before.", Text("-" + Message)),
        ["done"] = ("Whether this is the end. A short page with `false` isn't: ask on.", "true"),
    };

    private static string Text(string text) => $"\"{text}\"";
}
