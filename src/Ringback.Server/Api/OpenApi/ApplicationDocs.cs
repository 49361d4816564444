using Ringback.Server.Api.Models;
using static Ringback.Server.Api.Inputs.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class ApplicationDocs
{
    private const string Many = "/api/v1/app";
    private const string One = Many + "/{app_id}";

    private static readonly Refusal UidTaken = new(409, "conflict", "Another application has the uid.");

    public static ResourceDocs All { get; } = new(
        "Application", "Who messages are for: one customer of yours, usually.",
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
                Body = ApplicationIn.Fields.Shape,
                Status = 201,
                OtherStatus = 200,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("GET", One, "application.get", "Read an application") { Answer = ApiJson.Default.ApplicationOut },
            new Operation("PUT", One, "application.upsert", "Make or replace an application", "A uid in the path that isn't there becomes that of a new application.")
            {
                Body = ApplicationIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("PATCH", One, "application.patch", "Change an application")
            {
                Body = ApplicationPatch.Fields.Shape,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new Operation("DELETE", One, "application.delete", "Delete an application", "With its endpoints and messages. Its uid is free again.") { Status = 204 },
        ]);
}
