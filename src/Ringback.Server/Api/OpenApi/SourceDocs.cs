using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class SourceDocs
{
    private const string Many = "/ingest/api/v1/source";
    private const string One = Many + "/{source_id}";

    public static ResourceDocs All { get; } = new(
        "Source",
        "Who calls you: a provider, how its requests are verified, and the ingest URL to give it. A source is an application whose messages "
        + "come from outside: `GET /api/v1/app/{its id}/msg` lists them, and its endpoints get them forwarded, signed.",
        [
            new Operation("GET", Many, "ingest.source.list", "List sources", "Oldest first, unless asked otherwise.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutSourceOut,
            },
            new Operation("POST", Many, "ingest.source.create", "Make a source", "Give its `ingestUrl` to the provider: who knows it may call.")
            {
                Body = SourceIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.SourceOut,
                Refusals = [Taken],
            },
            new Operation("GET", One, "ingest.source.get", "Read a source", "Its secrets aren't shown again.") { Answer = ApiJson.Default.SourceOut },
            new Operation("PUT", One, "ingest.source.upsert", "Make or replace a source", "Its ingest URL stays. A uid in the path that isn't there becomes that of a new one.")
            {
                Body = SourceIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.SourceOut,
                Refusals = [Taken],
            },
            new Operation("DELETE", One, "ingest.source.delete", "Delete a source", "With its endpoints. Its ingest URL ends at once.") { Status = 204 },
            new Operation("POST", One + "/token/rotate", "ingest.source.rotate-token", "Change a source's ingest URL", "The one before is good for 48 hours more; three times within those.")
            {
                Answer = ApiJson.Default.RotateTokenOut,
                Refusals = [new Refusal(400, "generic_error", "It was rotated three times already, or the source fires by itself.")],
            },
            new Operation("POST", One + "/secret/rotate", "ingest.source.rotate-secret", "Change what a source's requests are verified with", "Ours. Both are good until the grace period ends; a PUT replaces at once.")
            {
                Body = SourceSecretRotateIn.Shape,
                Status = 204,
                Refusals = [new Refusal(400, "generic_error", "Too many older secrets are still good, or the source fires by itself.")],
            },
            new Operation("POST", One + "/dashboard", "ingest.dashboard", "Give access to a source's portal", "`url` opens the portal, with its messages and endpoints.")
            {
                Body = SourcePortalAccessIn.Shape,
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [Refusal.NoPublicUrl],
            },
            .. EndpointDocs.Management(One + "/endpoint", "ingest.endpoint"),
            new Operation("GET", One + "/endpoint/{endpoint_id}/transformation", "ingest.endpoint.transformation.get", "Read an endpoint's transformation", "Always off: payloads go out byte for byte as they came in.")
            {
                Answer = ApiJson.Default.TransformationOut,
            },
            new Operation("PATCH", One + "/endpoint/{endpoint_id}/transformation", "ingest.endpoint.transformation.patch", "Leave an endpoint's transformation off", "Switching it on, or giving code, is 422.")
            {
                Body = TransformationPatch.Shape,
                Status = 204,
            },
        ]);

    private static Refusal Taken => new(409, "conflict", "Another source has the uid.");
}
