using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class MessageDocs
{
    private const string Many = "/api/v1/app/{app_id}/msg";
    private const string One = Many + "/{msg_id}";

    public static ResourceDocs All { get; } = new(
        "Message", "One event with its payload: posted once, it goes to every endpoint that subscribed.",
        [
            new DescribedOperation("GET", Many, "message.list", "List messages", "By default, the newest is first.")
            {
                Query = [.. PageQuery.Parameters, HistoryFilters.WithContent, .. HistoryFilters.OfMessages],
                Answer = ApiJson.Default.ListOutMessageOut,
            },
            new DescribedOperation("POST", Many, "message.create", "Post a message", "The request is answered when the message and its deliveries are on disk. A message that was answered with 202 is delivered.")
            {
                Query = [HistoryFilters.WithContent],
                Body = MessageIn.Fields.Shape,
                Status = 202,
                Answer = ApiJson.Default.MessageOut,
                Refusals =
                [
                    new DescribedRefusal(409, "conflict", "The application already has a message with this `eventId`."),
                    new DescribedRefusal(429, "backlog_full", "Earlier messages for the same destinations have waited longer for their first attempt than the setting `backlog-age` allows. The request stored nothing; `Retry-After` is the time to wait."),
                ],
            },
            new DescribedOperation("POST", Many + "/precheck/active", "message.precheck", "Check whether an endpoint would get a message") { Body = MessagePrecheckIn.Shape, Answer = ApiJson.Default.MessagePrecheckOut },
            new DescribedOperation("POST", Many + "/bulk-expunge", "message.bulk-expunge-content", "Remove the payloads of some messages")
            {
                Body = BulkExpungeContentsIn.Shape,
                Answer = ApiJson.Default.BulkExpungeContentsOut,
            },
            new DescribedOperation("POST", Many + "/expunge-all-contents", "message.expunge-all-contents", "Remove the payloads of all messages", "The answer is the background task that does it; at the end its `data` is `{\"messagesPurged\": 150}`.")
            {
                Status = 202,
                Answer = ApiJson.Default.TaskOut,
            },
            new DescribedOperation("GET", One, "message.get", "Read a message") { Query = [HistoryFilters.WithContent], Answer = ApiJson.Default.MessageOut },
            new DescribedOperation("DELETE", One + "/content", "message.expunge-content", "Remove a message's payload", "This can't be undone: the payload becomes `{\"expired\": true}` and can't be sent again.") { Status = 204 },
        ]);
}
