using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class AuthDocs
{
    private const string Prefix = "/api/v1/auth";

    public static ResourceDocs All { get; } = new(
        "Authentication", "Access to one application for its own people, and its end.",
        [
            new InputSchema(
                "AppPortalAccessIn", "What the token allows.", """{"expiry":86400,"featureFlags":["beta"]}""",
                May("expiry", Whole(3600, 604_800), "Seconds that it lives; a week when left out."),
                May("capabilities", Set(Choice("ViewBase", "ViewEndpointSecret", "ManageEndpointSecret", "ManageTransformations", "CreateAttempts", "ManageEndpoint")), "What its bearer may do; all when left out."),
                May("readOnly", Flag(), "Takes all capabilities but `ViewBase`: signing secrets can't be read either."),
                May("featureFlags", Set(Name(), 0, 25), "Event types with flags are shown to those who have one of them."),
                May("sessionId", Text(1, 64), "A name by which tokens can be expired together."),
                May("application", Ref("ApplicationIn"), "Made when there is no such application. Its `uid` must be the one in the path.")),
            new InputSchema(
                "ApplicationTokenExpireIn", "Which tokens to end, and when.", """{"expiry":0}""",
                May("expiry", Whole(0, 259_200), "Seconds that they still live; 0 when left out."),
                May("sessionIds", Set(Text(1, 64), 0, 1000), "Only those of these sessions; all when left out.")),
        ],
        [
            new Operation("POST", Prefix + "/app-portal-access/{app_id}", "authentication.app-portal-access", "Give access to an application's portal", "`url` opens the portal; `token` calls the API.")
            {
                Body = "AppPortalAccessIn",
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [Refusal.NoPublicUrl],
            },
            new Operation("POST", Prefix + "/dashboard-access/{app_id}", "authentication.dashboard-access", "Give access to an application's portal (older SDKs)", "The same as `app-portal-access`, under the name that older SDKs call.")
            {
                Body = "AppPortalAccessIn",
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [Refusal.NoPublicUrl],
            },
            new Operation("POST", Prefix + "/app/{app_id}/expire-all", "authentication.expire-all", "End the tokens of an application") { Body = "ApplicationTokenExpireIn", BodyOptional = true, Status = 204 },
            new Operation("POST", Prefix + "/logout", "authentication.logout", "End the token that this is sent with") { Status = 204 },
        ]);
}
