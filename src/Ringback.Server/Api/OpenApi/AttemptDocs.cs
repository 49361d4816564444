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
        "Message attempt", "What was tried to deliver messages, with what came back; and trying again.",
        [
            new Operation("GET", App + "/attempt/endpoint/{endpoint_id}", "message-attempt.list-by-endpoint", "List an endpoint's attempts", "Newest first, unless asked otherwise.")
            {
                Query = [.. OfAttempts, AttemptResource.WithMessage],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new Operation("GET", App + "/attempt/msg/{msg_id}", "message-attempt.list-by-msg", "List a message's attempts", "Newest first, unless asked otherwise.")
            {
                Query = [.. OfAttempts, AttemptResource.OfEndpoint],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new Operation("GET", Message + "/attempt", "message-attempt.list", "List a message's attempts (older SDKs)", "The same as `attempt/msg/{msg_id}`, under the name that older SDKs call.")
            {
                Query = [.. OfAttempts, AttemptResource.OfEndpoint],
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new Operation("GET", Message + "/endpoint/{endpoint_id}/attempt", "message-attempt.list-attempts-for-endpoint", "List a message's attempts to an endpoint (older SDKs)", "The same as `attempt/msg/{msg_id}` with `endpoint_id`, under the name that older SDKs call.")
            {
                Query = OfAttempts,
                Answer = ApiJson.Default.ListOutMessageAttemptOut,
            },
            new Operation("GET", App + "/endpoint/{endpoint_id}/msg", "message-attempt.list-attempted-messages", "List an endpoint's messages", "Each with how its delivery stands.")
            {
                Query = [.. PageQuery.Parameters, HistoryFilters.WithContent, .. HistoryFilters.OfMessages, HistoryFilters.Status, HistoryFilters.Expanded],
                Answer = ApiJson.Default.ListOutEndpointMessageOut,
            },
            new Operation("GET", Message + "/endpoint", "message-attempt.list-attempted-destinations", "List the endpoints of a message", "In the order in which the endpoints were made, unless asked otherwise; each with how its delivery stands. Of a deleted one only its id is known.")
            {
                Query = [.. PageQuery.Parameters, HistoryFilters.Expanded],
                Answer = ApiJson.Default.ListOutMessageEndpointOut,
            },
            new Operation("GET", One, "message-attempt.get", "Read an attempt") { Query = [HistoryFilters.Expanded], Answer = ApiJson.Default.MessageAttemptOut },
            new Operation("DELETE", One + "/content", "message-attempt.expunge-content", "Drop what an endpoint answered") { Status = 204 },
            new Operation("POST", Message + "/endpoint/{endpoint_id}/resend", "message-attempt.resend", "Send a message to an endpoint once more", "Whatever the endpoint's filters say. Where it is still to be retried, the next attempt is made now.")
            {
                Status = 202,
                Answer = ApiJson.Default.EmptyResponse,
                Refusals =
                [
                    new Refusal(400, "missing_payload", "The message's payload was dropped."),
                    new Refusal(400, "generic_error", "The endpoint is disabled, or a poller."),
                ],
            },
        ]);
}
