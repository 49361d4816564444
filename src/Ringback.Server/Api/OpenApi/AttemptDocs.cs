using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class AttemptDocs
{
    private const string App = "/api/v1/app/{app_id}";
    private const string Message = App + "/msg/{msg_id}";
    private const string One = Message + "/attempt/{attempt_id}";

    private static readonly QueryParameter[] OfAttempts =
        [.. PageQuery.Parameters, HistoryFilters.WithContent, .. HistoryFilters.OfMessages, HistoryFilters.Status, HistoryFilters.StatusCodeClass, HistoryFilters.Expanded];

    public static ResourceDocs All { get; } = new(
        "Message attempt", "The attempts to deliver messages, with their answers, and sending again.",
        [
            new DescribedOperation("GET", App + "/attempt/endpoint/{endpoint_id}", "message-attempt.list-by-endpoint", "List an endpoint's attempts", "By default, the newest is first.")
            {
                Query = [.. OfAttempts, AttemptResource.WithMessage],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new DescribedOperation("GET", App + "/attempt/msg/{msg_id}", "message-attempt.list-by-msg", "List a message's attempts", "By default, the newest is first.")
            {
                Query = [.. OfAttempts, AttemptResource.OfEndpoint],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new DescribedOperation("GET", Message + "/attempt", "message-attempt.list", "List a message's attempts (older SDKs)", "The same as `attempt/msg/{msg_id}`, under the path that older SDKs use.")
            {
                Query = [.. OfAttempts, AttemptResource.OfEndpoint],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new DescribedOperation("GET", Message + "/endpoint/{endpoint_id}/attempt", "message-attempt.list-attempts-for-endpoint", "List a message's attempts to an endpoint (older SDKs)", "The same as `attempt/msg/{msg_id}` with `endpoint_id`, under the path that older SDKs use.")
            {
                Query = OfAttempts,
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new DescribedOperation("GET", App + "/endpoint/{endpoint_id}/msg", "message-attempt.list-attempted-messages", "List an endpoint's messages", "Each has the state of its delivery.")
            {
                Query = [.. PageQuery.Parameters, HistoryFilters.WithContent, .. HistoryFilters.OfMessages, HistoryFilters.Status, HistoryFilters.Expanded],
                Answer = ApiJson.Default.ListOutEndpointMessageOut,
            },
            new DescribedOperation("GET", Message + "/endpoint", "message-attempt.list-attempted-destinations", "List the endpoints of a message", "By default, in the order in which the endpoints were created. Each has the state of its delivery. A deleted endpoint has only its id.")
            {
                Query = [.. PageQuery.Parameters, HistoryFilters.Expanded],
                Answer = ApiJson.Default.ListOutMessageEndpointOut,
            },
            new DescribedOperation("GET", One, "message-attempt.get", "Read an attempt") { Query = [HistoryFilters.Expanded], Answer = ApiJson.Default.MessageAttemptOut },
            new DescribedOperation("DELETE", One + "/content", "message-attempt.expunge-content", "Remove the answer of an endpoint") { Status = 204 },
            new DescribedOperation("POST", Message + "/endpoint/{endpoint_id}/resend", "message-attempt.resend", "Send a message to an endpoint again", "The endpoint's filters don't matter. If the delivery waits for a retry, the next attempt is made now.")
            {
                Status = 202,
                Answer = ApiJson.Default.EmptyResponse,
                Refusals =
                [
                    new DescribedRefusal(400, "missing_payload", "The payload of the message was removed."),
                    new DescribedRefusal(400, "generic_error", "The endpoint is disabled, or a poller."),
                ],
            },
        ]);
}
