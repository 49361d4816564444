using Ringback.Core.Catalog;

namespace Ringback.Server.Api.Http;

/// <summary>
/// What the names in a path stand for, within what the token may see: null is a 404, whether it isn't there or is
/// somebody else's.
/// </summary>
internal static class PathNames
{
    /// <summary>The bearer's organisation; null before its first use.</summary>
    public static Organisation? Organisation(this ApiContext context, Catalog catalog) =>
        catalog.FindOrganisation(context.Credential.OrgId);

    /// <summary>The application that <c>{app_id}</c> names, by id or uid. Those that callers don't make themselves aren't found.</summary>
    public static Application? Application(this ApiContext context, Catalog catalog) => context.Application(catalog, context.Route("app_id"));

    /// <inheritdoc cref="Application(ApiContext, Catalog)"/>
    public static Application? Application(this ApiContext context, Catalog catalog, string idOrUid) =>
        context.Organisation(catalog) is { } organisation
        && catalog.FindApplication(organisation, idOrUid) is { Kind: ApplicationKind.Normal } application
        && context.MayUse(application.Ksuid) ? application : null;

    /// <summary>The endpoint of an application that <c>{endpoint_id}</c>, or another part of the path, names, by id or uid.</summary>
    public static Endpoint? Endpoint(this ApiContext context, Catalog catalog, Application application, string part = "endpoint_id") =>
        catalog.FindEndpoint(application, context.Route(part));
}
