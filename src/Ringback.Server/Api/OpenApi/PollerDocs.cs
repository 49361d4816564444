using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Api.Poller;

namespace Ringback.Server.Api.OpenApi;

internal static class PollerDocs
{
    private const string Sink = "/api/v1/app/{app_id}/poller/{sink_id}";
    private const string Consumer = Sink + "/consumer/{consumer_id}";

    private static readonly DescribedRefusal Disabled = new(400, "generic_error", "The endpoint is disabled.");

    public static ResourceDocs All { get; } = new(
        "Message poller", "Messages that consumers poll from an endpoint of kind `poller`, in the order in which they were accepted. No message is ever skipped.",
        [
            new DescribedOperation("GET", Sink, "message.poller.poll", "Poll messages", "The caller keeps the iterator.")
            {
                Query =
                [
                    PageQuery.LimitParameter, PollerResource.IteratorParameter,
                    PollerResource.TypeParameter,
                    HistoryFilters.Channel,
                    PollerResource.AfterParameter,
                ],
                Answer = ApiJson.Default.PollingEndpointOut,
                Refusals = [Disabled],
            },
            new DescribedOperation("GET", Consumer, "message.poller.consumer-poll", "Poll messages as a consumer", "The server stores the position of the consumer. It moves when the consumer sends the `iterator` of the last answer. Without it, the same messages are returned again.")
            {
                Query = [PageQuery.LimitParameter, PollerResource.IteratorParameter],
                Answer = ApiJson.Default.PollingEndpointOut,
                Refusals = [Disabled],
            },
            new DescribedOperation("POST", Consumer + "/seek", "message.poller.consumer-seek", "Move a consumer, forward or back")
            {
                Body = PollingEndpointConsumerSeekIn.Shape,
                Answer = ApiJson.Default.PollingEndpointConsumerSeekOut,
            },
        ]);
}
