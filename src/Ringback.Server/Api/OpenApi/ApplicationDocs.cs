using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class ApplicationDocs
{
    private const string Many = "/api/v1/app";
    private const string One = Many + "/{app_id}";

    private static readonly Refusal UidTaken = new(409, "conflict", "Another application has the uid.");

    public static ResourceDocs All { get; } = new(
        "Application", "Who messages are for: one customer of yours, usually.",
        [
            new InputSchema(
                "ApplicationIn", "An application, whole.", """{"name":"Acme","uid":"acme","metadata":{"plan":"pro"}}""",
                Need("name", Text(1, 4096), "For people."),
                May("uid", Name(), "Your own name for it, unique; may not begin with `app_`."),
                May("throttleRate", Whole(1, 65_535), "Messages a second to all of its endpoints together. Also called `rateLimit`."),
                May("metadata", Map(Text()), "Anything of yours, at most 4096 bytes.")),
            new InputSchema(
                "ApplicationPatch", "What is to change; the rest stays.", """{"name":"Acme Ltd"}""",
                Some("name", Text(1, 4096), "For people."),
                May("uid", Name(), "Null takes it away."),
                May("throttleRate", Whole(0, 65_535), "0 or null lifts it."),
                Some("metadata", Map(Text()), "In the place of what there is.")),
        ],
        [
            new Operation("GET", Many, "application.list", "List applications")
            {
                Query =
                [
                    .. Parameters.Page,
                    new Parameter("exclude_apps_with_no_endpoints", Flag(), "Whether to leave out those without endpoints."),
                    new Parameter("exclude_apps_with_disabled_endpoints", Flag(), "Whether to leave out those whose endpoints are all disabled."),
                    new Parameter("exclude_apps_with_svix_play_endpoints", Flag(), "Whether to leave out those that have an endpoint at play.svix.com."),
                ],
                Answer = ApiJson.Default.ListOutApplicationOut,
            },
            new Operation("POST", Many, "application.create", "Make an application")
            {
                Query = [new Parameter("get_if_exists", Flag(), "Whether one with this uid is answered (200) in the place of a 409.")],
                Body = "ApplicationIn",
                Status = 201,
                OtherStatus = 200,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("GET", One, "application.get", "Read an application") { Answer = ApiJson.Default.ApplicationOut },
            new Operation("PUT", One, "application.upsert", "Make or replace an application", "A uid in the path that isn't there becomes that of a new application.")
            {
                Body = "ApplicationIn",
                OtherStatus = 201,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("PATCH", One, "application.patch", "Change an application")
            {
                Body = "ApplicationPatch",
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("DELETE", One, "application.delete", "Delete an application", "With its endpoints and messages. Its uid is free again.") { Status = 204 },
        ]);
}
