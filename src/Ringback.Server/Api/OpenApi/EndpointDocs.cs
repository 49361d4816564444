using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class EndpointDocs
{
    private const string OfApplication = "/api/v1/app/{app_id}/endpoint";
    private const string One = OfApplication + "/{endpoint_id}";

    private static readonly Refusal Disabled = new(400, "generic_error", "The endpoint is disabled.");

    public static ResourceDocs All { get; } = new(
        "Endpoint", "Where an application's messages go.",
        [
            .. Management(OfApplication, "endpoint"),
            new Operation("GET", One + "/stats", "endpoint.get-stats", "Count an endpoint's deliveries", "Over at most 28 days, to the time given: see the page on the API for what counts with its whole hour.")
            {
                Query = [EndpointStatsResource.Since, EndpointStatsResource.Until],
                Answer = ApiJson.Default.EndpointStats,
            },
            new Operation("POST", One + "/send-example", "endpoint.send-example", "Send an example", "Made from the event type's schema, to this endpoint alone.")
            {
                Body = EventExampleIn.Shape,
                Status = 202,
                Answer = ApiJson.Default.MessageOut,
                Refusals = [new Refusal(400, "invalid_scheme", "The event type has no schema from which an example can be made.")],
            },
            Task("recover", "Send again what failed", SpanIn.Recover),
            Task("replay-missing", "Send what was never sent", SpanIn.Replay),
            Task("bulk-replay", "Send again what a filter matches", BulkReplayIn.Fields.Shape),
        ]);

    public static ResourceDocs Operational { get; } = new(
        "Operational webhook",
        "Where you are told what happens to your customers' endpoints: `endpoint.created`, `endpoint.updated`, `endpoint.deleted`, "
        + "`endpoint.disabled`, `message.attempt.failing`, `message.attempt.exhausted`, `message.attempt.recovered`. They go through Ringback itself.",
        [.. Management("/api/v1/operational-webhook/endpoint", "operational-webhook.endpoint")]);

    public static IEnumerable<Operation> Management(string many, string id)
    {
        var one = many + "/{endpoint_id}";
        var taken = new Refusal(409, "conflict", "Another endpoint has the uid.");
        return
        [
            new Operation("GET", many, $"{id}.list", "List endpoints", "Newest first, unless asked otherwise.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutEndpointOut,
            },
            new Operation("POST", many, $"{id}.create", "Make an endpoint")
            {
                Body = EndpointIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new Operation("GET", one, $"{id}.get", "Read an endpoint") { Answer = ApiJson.Default.EndpointOut },
            new Operation("PUT", one, $"{id}.upsert", "Make or replace an endpoint", "Its secret and headers stay as they are. A uid in the path that isn't there becomes that of a new one.")
            {
                Body = EndpointIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new Operation("PATCH", one, $"{id}.patch", "Change an endpoint")
            {
                Body = EndpointPatch.Fields.Shape,
                Answer = ApiJson.Default.EndpointOut,
                Refusals = [taken],
            },
            new Operation("DELETE", one, $"{id}.delete", "Delete an endpoint") { Status = 204 },
            new Operation("GET", one + "/secret", $"{id}.get-secret", "Read what an endpoint's messages are verified with", "Of an ed25519 pair, the public key (`whpk_…`).")
            {
                Answer = ApiJson.Default.EndpointSecretOut,
            },
            new Operation("POST", one + "/secret/rotate", $"{id}.rotate-secret", "Change an endpoint's secret", "Both sign until the grace period ends.")
            {
                Body = EndpointSecretRotateIn.Shape,
                BodyOptional = true,
                Status = 204,
                Refusals = [new Refusal(400, "generic_error", "Too many older secrets still sign.")],
            },
            new Operation("GET", one + "/headers", $"{id}.get-headers", "Read an endpoint's headers", "Credentials are named in `sensitive` and never shown again.")
            {
                Answer = ApiJson.Default.EndpointHeadersOut,
            },
            new Operation("PUT", one + "/headers", $"{id}.set-headers", "Replace an endpoint's headers") { Body = EndpointHeadersIn.Shape, Status = 204 },
            new Operation("PATCH", one + "/headers", $"{id}.patch-headers", "Change an endpoint's headers") { Body = EndpointHeadersPatchIn.Shape, Status = 204 },
        ];
    }

    private static Operation Task(string path, string summary, InputShape body) =>
        new("POST", $"{One}/{path}", $"endpoint.{path}", summary, "Answers a background task, which does it.")
        {
            Body = body,
            Status = 202,
            Answer = ApiJson.Default.TaskOut,
            Refusals = [Disabled],
        };
}
