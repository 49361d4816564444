using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.Endpoints;

/// <summary>The list of an application's endpoints, by creation: one range of its sorted set, however many there are.</summary>
internal static class EndpointList
{
    public static ApiResult Page(ApiContext context, Catalog catalog, EndpointScope scope)
    {
        var page = PageQuery.Read(context.Query);
        var iterator = page.IteratorId(IdPrefix.Endpoint, context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;

        CatalogPage<Endpoint> list;
        if (scope.Application(context, catalog) is { } application) list = Cut(catalog, application, page, iterator);
        else if (scope == EndpointScope.Operational) list = new([], Done: true);
        else return ApiError.NotFound;
        return ApiResult.Ok(
            list.ToList(page, endpoint => new EndpointOut(endpoint).VisibleTo(context.Credential), ApiJson.Default.EndpointOut, static endpoint => endpoint.PublicId),
            ApiJson.Default.ListOutEndpointOut);
    }

    public static CatalogPage<Endpoint> Cut(Catalog catalog, Application application, PageQuery page, Ksuid? iterator)
    {
        var down = (page.Descending ?? true) != page.Backwards;
        var after = iterator is { } id ? PlaceOf(catalog, application, id, down) : down ? int.MaxValue : 0;
        var ids = catalog.EndpointsOf(application.Id).Page(after, page.Limit + 1, down);
        var rows = new List<Endpoint>(ids.Length);
        foreach (var endpoint in ids)
        {
            if (catalog.Endpoint(endpoint) is { } found) rows.Add(found);
        }
        return CatalogPage.Cut(rows, page, done: ids.Length <= page.Limit);
    }

    /// <summary>An iterator whose row is gone stands where its time would be: rows of the same 4 ms may come twice, none is left out.</summary>
    private static int PlaceOf(Catalog catalog, Application application, Ksuid iterator, bool down)
    {
        if (catalog.FindEndpoint(application, IdPrefix.Endpoint + iterator) is { } row) return row.Id;
        var before = catalog.EndpointsOf(application.Id).Page(0, int.MaxValue, descending: false)
            .LastOrDefault(id => catalog.Endpoint(id) is { } endpoint
                && (down ? endpoint.Ksuid.UnixMs <= iterator.UnixMs : endpoint.Ksuid.UnixMs < iterator.UnixMs));
        return down ? before + 1 : before;
    }
}
