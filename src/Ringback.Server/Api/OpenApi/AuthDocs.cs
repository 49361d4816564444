using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

internal static class AuthDocs
{
    private const string Prefix = "/api/v1/auth";

    public static ResourceDocs All { get; } = new(
        "Authentication", "Access to one application for your customer, and its revocation.",
        [
            new DescribedOperation("POST", Prefix + "/app-portal-access/{app_id}", "authentication.app-portal-access", "Give access to an application's portal", "`url` opens the portal; `token` calls the API.")
            {
                Body = AppPortalAccessIn.Fields.Shape,
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [DescribedRefusal.NoPublicUrl],
            },
            new DescribedOperation("POST", Prefix + "/dashboard-access/{app_id}", "authentication.dashboard-access", "Give access to an application's portal (older SDKs)", "The same as `app-portal-access`, under the path that older SDKs use.")
            {
                Body = AppPortalAccessIn.Fields.Shape,
                BodyOptional = true,
                Answer = ApiJson.Default.AppPortalAccessOut,
                Refusals = [DescribedRefusal.NoPublicUrl],
            },
            new DescribedOperation("POST", Prefix + "/app/{app_id}/expire-all", "authentication.expire-all", "Revoke the tokens of an application") { Body = ApplicationTokenExpireIn.Shape, BodyOptional = true, Status = 204 },
            new DescribedOperation("POST", Prefix + "/logout", "authentication.logout", "Revoke the token of this request") { Status = 204 },
        ]);
}
