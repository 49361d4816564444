using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class EndpointDocs
{
    private const string OfApplication = "/api/v1/app/{app_id}/endpoint";
    private const string One = OfApplication + "/{endpoint_id}";

    private static readonly DescribedRefusal Disabled = new(400, "generic_error", "The endpoint is disabled.");

    public static ResourceDocs All { get; } = new(
        "Endpoint", "The URL or poller that gets an application's messages.",
        [
            .. Management(OfApplication, "endpoint"),
            new DescribedOperation("GET", One + "/stats", "endpoint.get-stats", "Count an endpoint's deliveries", "The span may have at most 28 days. The page on the API describes what is counted by whole hours.")
            {
                Query = [EndpointStatsResource.Since, EndpointStatsResource.Until],
                Answer = ApiJson.Default.EndpointStats,
            },
            new DescribedOperation("POST", One + "/send-example", "endpoint.send-example", "Send an example", "The example is made from the event type's schema and sent only to this endpoint.")
            {
                Body = EventExampleIn.Shape,
                Status = 202,
                Answer = ApiJson.Default.MessageOut,
                Refusals = [new DescribedRefusal(400, "invalid_scheme", "An example can't be created, because the event type has no schema for it.")],
            },
            Task("recover", "Send failed messages again", SpanIn.Recover),
            Task("replay-missing", "Send messages that were never sent", SpanIn.Replay),
            Task("bulk-replay", "Send again all messages that match a filter", BulkReplayIn.Fields.Shape),
        ]);

    public static ResourceDocs Operational { get; } = new(
        "Operational webhook",
        "Endpoints of your own that get messages about your customers' endpoints: `endpoint.created`, `endpoint.updated`, `endpoint.deleted`, "
        + "`endpoint.disabled`, `message.attempt.failing`, `message.attempt.exhausted`, `message.attempt.recovered`. Ringback delivers them like all other messages.",
        [.. Management("/api/v1/operational-webhook/endpoint", "operational-webhook.endpoint")]);

    public static IEnumerable<DescribedOperation> Management(string many, string id)
    {
        var one = many + "/{endpoint_id}";
        var taken = new DescribedRefusal(409, "conflict", "Another endpoint has this uid.");
        return
        [
            new DescribedOperation("GET", many, $"{id}.list", "List endpoints", "By default, the newest is first.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutEndpointOut,
            },
            new DescribedOperation("POST", many, $"{id}.create", "Create an endpoint")
            {
                Body = EndpointIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new DescribedOperation("GET", one, $"{id}.get", "Read an endpoint") { Answer = ApiJson.Default.EndpointOut },
            new DescribedOperation("PUT", one, $"{id}.upsert", "Create or replace an endpoint", "The secret and the headers don't change. If the path has a uid that doesn't exist, a new endpoint with this uid is created.")
            {
                Body = EndpointIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new DescribedOperation("PATCH", one, $"{id}.patch", "Change an endpoint")
            {
                Body = EndpointPatch.Fields.Shape,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new DescribedOperation("DELETE", one, $"{id}.delete", "Delete an endpoint") { Status = 204 },
            new DescribedOperation("GET", one + "/secret", $"{id}.get-secret", "Read the secret of an endpoint", "For an ed25519 key pair, this is the public key (`whpk_…`).")
            {
                Answer = ApiJson.Default.EndpointSecretOut,
            },
            new DescribedOperation("POST", one + "/secret/rotate", $"{id}.rotate-secret", "Change an endpoint's secret", "The previous secret also signs until the grace period ends.")
            {
                Body = EndpointSecretRotateIn.Shape,
                BodyOptional = true,
                Status = 204,
                Refusals = [new DescribedRefusal(400, "generic_error", "Too many previous secrets still sign.")],
            },
            new DescribedOperation("GET", one + "/headers", $"{id}.get-headers", "Read an endpoint's headers", "`sensitive` has the names of headers with credentials; their values are never shown.")
            {
                Answer = ApiJson.Default.EndpointHeadersOut,
            },
            new DescribedOperation("PUT", one + "/headers", $"{id}.set-headers", "Replace an endpoint's headers") { Body = EndpointHeadersIn.Shape, Status = 204 },
            new DescribedOperation("PATCH", one + "/headers", $"{id}.patch-headers", "Change an endpoint's headers") { Body = EndpointHeadersPatchIn.Shape, Status = 204 },
        ];
    }

    private static DescribedOperation Task(string path, string summary, InputShape body) =>
        new("POST", $"{One}/{path}", $"endpoint.{path}", summary, "The answer is the background task that does it.")
        {
            Body = body,
            Status = 202,
            Answer = ApiJson.Default.TaskOut,
            Refusals = [Disabled],
        };
}
