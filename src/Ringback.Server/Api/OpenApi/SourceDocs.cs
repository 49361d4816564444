using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class SourceDocs
{
    private const string Many = "/ingest/api/v1/source";
    private const string One = Many + "/{source_id}";

    public static ResourceDocs All { get; } = new(
        "Source",
        "A provider that calls you, with the way its requests are verified and its ingest URL. A source is an application whose messages "
        + "come from outside: `GET /api/v1/app/{its id}/msg` lists them, and Ringback signs them and forwards them to the source's endpoints.",
        [
            new DescribedOperation("GET", Many, "ingest.source.list", "List sources", "By default, the oldest is first.")
            {
                Query = PageQuery.Parameters,
                Answer = ApiJson.Default.ListOutSourceOut,
            },
            new DescribedOperation("POST", Many, "ingest.source.create", "Create a source", "Give its `ingestUrl` to the provider. Everybody who knows it can call it.")
            {
                Body = SourceIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.SourceOut,
                Refusals = [Taken],
            },
            new DescribedOperation("GET", One, "ingest.source.get", "Read a source", "The answer doesn't have its secrets.") { Answer = ApiJson.Default.SourceOut },
            new DescribedOperation("PUT", One, "ingest.source.upsert", "Create or replace a source", "The ingest URL doesn't change. If the path has a uid that doesn't exist, a new source with this uid is created.")
            {
                Body = SourceIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.SourceOut,
                Refusals = [Taken],
            },
            new DescribedOperation("DELETE", One, "ingest.source.delete", "Delete a source", "This also deletes its endpoints. The ingest URL stops working at once.") { Status = 204 },
            new DescribedOperation("POST", One + "/token/rotate", "ingest.source.rotate-token", "Change a source's ingest URL", "The previous URL works for 48 more hours. You can rotate three times within 48 hours.")
            {
                Answer = ApiJson.Default.RotateTokenOut,
                Refusals = [new DescribedRefusal(400, "generic_error", "The token was rotated three times within 48 hours, or the source is of type cron.")],
            },
            new DescribedOperation("POST", One + "/secret/rotate", "ingest.source.rotate-secret", "Change the secrets of a source", "Added by Ringback. The previous secrets stay valid until the grace period ends; a PUT replaces them at once.")
            {
                Body = SourceSecretRotateIn.Shape,
                Status = 204,
                Refusals = [new DescribedRefusal(400, "generic_error", "Too many previous secrets are still valid, or the source is of type cron.")],
            },
            new DescribedOperation("POST", One + "/dashboard", "ingest.dashboard", "Give access to a source's portal", "`url` opens the portal, with its messages and endpoints.")
            {
                Body = SourcePortalAccessIn.Shape,
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [DescribedRefusal.NoPublicUrl],
            },
            .. EndpointDocs.Management(One + "/endpoint", "ingest.endpoint"),
            new DescribedOperation("GET", One + "/endpoint/{endpoint_id}/transformation", "ingest.endpoint.transformation.get", "Read an endpoint's transformation", "A transformation is always off, because payloads are forwarded byte for byte.")
            {
                Answer = ApiJson.Default.TransformationOut,
            },
            new DescribedOperation("PATCH", One + "/endpoint/{endpoint_id}/transformation", "ingest.endpoint.transformation.patch", "Leave an endpoint's transformation off", "A request that switches it on, or that has code, is answered with 422.")
            {
                Body = TransformationPatch.Shape,
                Status = 204,
            },
        ]);

    private static DescribedRefusal Taken => new(409, "conflict", "Another source has this uid.");
}
