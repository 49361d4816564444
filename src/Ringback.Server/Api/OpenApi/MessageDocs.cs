using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class MessageDocs
{
    private const string Many = "/api/v1/app/{app_id}/msg";
    private const string One = Many + "/{msg_id}";

    public static ResourceDocs All { get; } = new(
        "Message", "One event with its payload: posted once, it goes to every endpoint that subscribed.",
        [
            new InputSchema(
                "MessageIn", "A message to be sent.",
                """{"eventType":"invoice.paid","eventId":"invoice-1337-paid","payload":{"type":"invoice.paid","invoice":1337,"amount":"49.90"}}""",
                Need("eventType", Name(), "What it is about; need not be registered."),
                Need("payload", Any(), "What is sent, byte for byte as it stands here."),
                May("eventId", Name(), "Your own name for it, unique in its application; may not begin with `msg_`."),
                May("channels", Set(Channel(), 1, 5), "Endpoints with channels get it when they have one of these."),
                May("tags", Set(Tag(), 0, 5), "For finding it."),
                May("deliverAt", Time(), "Not before that time."),
                May("payloadRetentionPeriod", Whole(5, 90), "Days after which the payload is dropped."),
                May("payloadRetentionHours", Whole(1, 2160), "The same in hours; counts when both are given."),
                May("application", Ref("ApplicationIn"), "Made when there is no such application. Its `uid` must be the one in the path."),
                May("transformationsParams", Any(), "`{\"rawPayload\": \"…\", \"headers\": {\"content-type\": \"text/plain\"}}` sends that text in the place of the payload.")),
            new InputSchema(
                "MessagePrecheckIn", "What a message would be.", """{"eventType":"invoice.paid"}""",
                Need("eventType", Name(), "What it would be about."),
                May("channels", Set(Channel(), 1, 5), "The channels it would have.")),
            new InputSchema(
                "BulkExpungeContentsIn", "Whose payloads to drop.", """{"ids":["msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv","invoice-1337-paid"]}""",
                May("ids", Set(Name(), 0, 1000), "Messages, by id or `eventId`.")),
        ],
        [
            new Operation("GET", Many, "message.list", "List messages", "Newest first, unless asked otherwise.")
            {
                Query = [.. Parameters.Page, Parameters.WithContent, .. Parameters.OfMessages],
                Answer = ApiJson.Default.ListOutMessageOut,
            },
            new Operation("POST", Many, "message.create", "Post a message", "Answered when the message is on disk, with all that is to be done for it: what was answered 202 arrives.")
            {
                Query = [Parameters.WithContent],
                Body = "MessageIn",
                Status = 202,
                Answer = ApiJson.Default.MessageOut,
                Refusals = [new Refusal(409, "conflict", "The application has a message with this `eventId`.")],
            },
            new Operation("POST", Many + "/precheck/active", "message.precheck", "Ask whether anybody would get a message") { Body = "MessagePrecheckIn", Answer = ApiJson.Default.MessagePrecheckOut },
            new Operation("POST", Many + "/bulk-expunge", "message.bulk-expunge-content", "Drop the payloads of some messages")
            {
                Body = "BulkExpungeContentsIn",
                Answer = ApiJson.Default.BulkExpungeContentsOut,
            },
            new Operation("POST", Many + "/expunge-all-contents", "message.expunge-all-contents", "Drop the payloads of all messages", "Answers a background task, which does it; then its `data` is `{\"messagesPurged\": 150}`.")
            {
                Status = 202,
                Answer = ApiJson.Default.TaskOut,
            },
            new Operation("GET", One, "message.get", "Read a message") { Query = [Parameters.WithContent], Answer = ApiJson.Default.MessageOut },
            new Operation("DELETE", One + "/content", "message.expunge-content", "Drop a message's payload", "For good: it reads `{\"expired\": true}` and can't be sent again.") { Status = 204 },
        ]);
}
