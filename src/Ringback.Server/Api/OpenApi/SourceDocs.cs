using Ringback.Core.Verify;
using Ringback.Core.Verify.Types;
using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

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
            new InputSchema(
                "SourceIn", "A source, whole.", """{"type":"stripe","name":"Stripe","uid":"stripe","config":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}""",
                Need("type", Choice([.. SourceTypes.Names.Order(StringComparer.Ordinal)]), "The provider, or the way it signs."),
                Need("name", Text(2, 256), "For people."),
                May("uid", Text(1, 60, "^[a-zA-Z0-9_-]+$"), "Your own name for it, unique among sources; may not begin with `src_`."),
                May("metadata", Map(Text()), "Anything of yours, at most 4096 bytes."),
                Some("config", Any(), "What the type needs; a field that it doesn't know is refused. In a PUT, what there is stays when it is left out, and older secrets end when it changes."),
                May("rules", Ref("SourceRules"), "Ours: what of its requests is let in."),
                May("answer", Ref("SourceAnswer"), "Ours: what is answered to an event that is safe; as the provider wants it when left out."),
                May("duplicates", Ref("SourceDuplicates"), "Ours: how an event is known to be one that came before."),
                May("expectations", List(Ref("ExpectationRule"), 0, 32), "Ours: rules that expect further webhooks, and ask when they don't come. A PUT without them keeps those there are."),
                May("publicUrl", Url(), "Ours: the URL as the provider sees it, where it signs that and a proxy changes more of it than the server's public-url says; its origin alone, where the path stays.")),
            new InputSchema(
                "SourceRules", "What of its requests is let in.", """{"requestsPerSecond":100,"allowedSources":["192.0.2.0/24"]}""",
                May("requestsPerSecond", Whole(1, 1_000_000), "Of those that verify; no limit when left out."),
                May("unverifiedPerSecond", Whole(1, 10_000), "Of those that don't; 20 when left out."),
                May("maxBodyBytes", Whole(1, 26_214_400), "Of a body; 1 MiB when left out."),
                May("methods", Set(Choice(SourceFields.Methods), 1, SourceFields.Methods.Length), "Of events; POST when left out. The provider's handshakes are answered all the same."),
                May("contentTypes", Set(Text(1, 128), 1, 32), "Media types, or `text/*`; any when left out."),
                May("allowedSources", Set(Text(), 1, SourceFields.MostRanges), "Addresses or ranges that may call; any when left out."),
                May("trustedProxies", Set(Text(), 1, SourceFields.MostRanges), "Addresses or ranges whose `X-Forwarded-…` headers are believed; none when left out.")),
            new InputSchema(
                "SourceAnswer", "What is answered to an event that is safe.", """{"status":202,"body":"ok","contentType":"text/plain"}""",
                May("status", Whole(200, 299), "200 when left out."),
                May("body", Text(0, SourceFields.LongestAnswer), "None when left out."),
                May("contentType", Text(1, 256), "Of the body; `text/plain; charset=utf-8` when left out.")),
            new InputSchema(
                "SourceDuplicates", "How an event is known to be one that came before.", """{"windowSeconds":86400}""",
                May("windowSeconds", Whole(0, 7_776_000), "How long an event is remembered; 7 days when left out, 0: not at all."),
                May("alsoBody", Flag(), "Where the provider's id isn't signed (GitHub, Shopify): the same body is a duplicate under whatever id."),
                May("naturalKey", Ref("NaturalKey"), "What says that two events mean the same, under whatever ids.")),
            new InputSchema(
                "SourceSecretRotateIn", "The next secrets. Those before are good beside them for a while.", """{"config":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},"gracePeriodSeconds":3600}""",
                Need("config", Any(), "As in `SourceIn`, whole."),
                May("gracePeriodSeconds", Whole(0, 604_800), "A day when left out.")),
            new InputSchema(
                "SourcePortalAccessIn", "What the token in the link allows.", """{"expiry":86400,"readOnly":true}""",
                May("expiry", Whole(3600, 604_800), "Seconds that it lives; a week when left out."),
                May("readOnly", Flag(), "Only to look.")),
            new InputSchema(
                "TransformationPatch", "Ringback has no transformations: only what leaves them off is accepted.", """{"enabled":false}""",
                May("code", Text(), "Null."),
                May("enabled", Flag(), "False."),
                May("variables", Map(Text()), "None.")),
        ],
        [
            new Operation("GET", Many, "ingest.source.list", "List sources", "Oldest first, unless asked otherwise.")
            {
                Query = Parameters.Page,
                Answer = ApiJson.Default.ListOutSourceOut,
            },
            new Operation("POST", Many, "ingest.source.create", "Make a source", "Give its `ingestUrl` to the provider: who knows it may call.")
            {
                Body = "SourceIn",
                Status = 201,
                Answer = ApiJson.Default.SourceOut,
                Refusals = [Taken],
            },
            new Operation("GET", One, "ingest.source.get", "Read a source", "Its secrets aren't shown again.") { Answer = ApiJson.Default.SourceOut },
            new Operation("PUT", One, "ingest.source.upsert", "Make or replace a source", "Its ingest URL stays. A uid in the path that isn't there becomes that of a new one.")
            {
                Body = "SourceIn",
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
                Body = "SourceSecretRotateIn",
                Status = 204,
                Refusals = [new Refusal(400, "generic_error", "Too many older secrets are still good, or the source fires by itself.")],
            },
            new Operation("POST", One + "/dashboard", "ingest.dashboard", "Give access to a source's portal", "`url` opens the portal, with its messages and endpoints.")
            {
                Body = "SourcePortalAccessIn",
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
                Body = "TransformationPatch",
                Status = 204,
            },
        ]);

    private static Refusal Taken => new(409, "conflict", "Another source has the uid.");
}
