using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.Sources;

/// <summary>The list of an organisation's sources, in order of creation.</summary>
internal static class SourceList
{
    public static ApiResult Page(ApiContext context, Catalog catalog, SourceView view)
    {
        var page = PageQuery.Read(context.Query);
        var iterator = page.IteratorId(IdPrefix.Source, context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;

        var all = context.Organisation(catalog) is { } organisation ? catalog.SourceApplications(organisation) : [];
        var descending = page.Descending ?? false;
        var behind = iterator is { } id ? ApplicationList.Behind(all, id, down: descending != page.Backwards) : null;
        var list = CatalogPage.Create(all, behind, static _ => true, page, descending);
        return ApiResult.Ok(
            list.ToList(page, source => view.Show(context, source), ApiJson.Default.SourceOut, static source => source.PublicId), ApiJson.Default.ListOutSourceOut);
    }
}
