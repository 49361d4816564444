using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Applications;

/// <summary>The list of an organisation's applications, in order of creation.</summary>
internal static class ApplicationList
{
    public static readonly QueryParameter<bool> WithEndpoints = Flag("exclude_apps_with_no_endpoints", "Whether to leave out applications without endpoints.");
    public static readonly QueryParameter<bool> WithEnabled =
        Flag("exclude_apps_with_disabled_endpoints", "Whether to leave out applications whose endpoints are all disabled.");

    public static readonly QueryParameter<bool> WithoutPlay =
        Flag("exclude_apps_with_svix_play_endpoints", "Whether to leave out applications that have an endpoint at play.svix.com.");

    /// <value>Where Svix shows requests for trying things out.</value>
    private const string PlayHost = "play.svix.com";

    public static ApiResult Page(ApiContext context, Catalog catalog)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var iterator = page.IteratorId(IdPrefix.Application, query);
        var withEndpoints = WithEndpoints.Read(query);
        var withEnabled = WithEnabled.Read(query);
        var withPlay = WithoutPlay.Read(query);
        if (query.Errors.Failed(out var error)) return error;

        var all = context.Organisation(catalog) is { } organisation ? catalog.CustomerApplications(organisation) : [];
        var descending = page.Descending ?? false;
        var list = CatalogPage.Create(all, iterator is { } id ? Behind(all, id, down: descending != page.Backwards) : null, Wanted, page, descending);
        return ApiResult.Ok(
            list.ToList(page, ApplicationOut.FromApplication, ApiJson.Default.ApplicationOut, static application => application.PublicId),
            ApiJson.Default.ListOutApplicationOut);

        bool Wanted(Application application)
        {
            if (!withEndpoints && !withEnabled && !withPlay) return true;
            var endpoints = catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false);
            if (withPlay && endpoints.Any(id => catalog.Endpoint(id) is HttpEndpoint endpoint && IsPlay(endpoint.Url))) return false;
            return endpoints.Length == 0 ? !withEndpoints
                : !withEnabled || endpoints.Any(id => catalog.Endpoint(id) is { Disabled: false });
        }
    }

    private static bool IsPlay(string url) =>
        DestinationUrl.TryRead(url, out var parsed) && parsed.IdnHost.TrimEnd('.').Equals(PlayHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Creation is in the order of the store's ids. An iterator whose row is gone stands where its time would be: rows of the
    /// same 4 ms may come twice, none is left out.
    /// </summary>
    public static Func<Application, int> Behind(Application[] all, Ksuid iterator, bool down)
    {
        if (Array.Find(all, application => application.Ksuid == iterator) is { } row) return application => application.Id.CompareTo(row.Id);
        return application => application.Ksuid.UnixMs == iterator.UnixMs ? down ? -1 : 1 : application.Ksuid.UnixMs.CompareTo(iterator.UnixMs);
    }
}
