using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Ids;
using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Sources;

/// <summary><c>/ingest/api/v1/source</c>: who calls us, and how that is proven.</summary>
internal sealed class SourceResource(RingbackNode node, IngestAddress address)
{
    private const string Many = "/ingest/api/v1/source";
    private const string One = Many + "/{source_id}";
    private readonly SourceDraft _sources = new(node);
    private readonly SourceView _view = new(node, address);

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.Get(Many, Access.Organisation, context => new(SourceList.Page(context, Catalog, _view)));
        routes.Post(Many, Access.Organisation, CreateAsync);
        routes.Get(One, Access.Organisation, context => new(_view.Ok(context, context.Source(Catalog))));
        routes.Put(One, Access.Organisation, UpsertAsync);
        routes.Delete(One, Access.Organisation, DeleteAsync);
        new SourceSecretResource(node, _sources, _view).Map(routes, One);

        var (scope, endpoints) = (EndpointScope.OfSource, new EndpointDraft(node));
        new EndpointManagement(node, endpoints, scope).Map(routes);
        new EndpointSecretResource(node, endpoints, scope).Map(routes);
        new EndpointHeadersResource(node, endpoints, scope).Map(routes);
        new TransformationResource(node, scope).Map(routes);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(fields => SourceIn.Read(fields, node.Profiles.Types));
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var (organisation, given, id, now) = (context.Credential.OrgId, input.Value, node.Ids.Next(), Now);
        return await node.CatalogStore.RunAsync(
            key, draft => _sources.Add(draft, organisation, given, id, now).PublicId,
            reference => _view.Created(context, context.Source(Catalog, reference!)));
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var input = await context.ReadAsync(fields => SourceIn.ReadUpsert(fields, node.Profiles.Types, (type, config) => _sources.Fill(context.Source(Catalog), type, config)));
        if (input.Failed(out var error)) return error;
        if (!context.TryUpsertUid(PathParts.Source, [IdPrefix.Source], out var pathUid, out error, TextRule.SourceUid)) return error;
        var (id, now) = (node.Ids.Next(), Now);
        var given = input.Value with { Uid = input.Value.Uid ?? pathUid };
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var known = context.Source(draft.Catalog);
            created = known is null;
            if (created && pathUid is null) throw new RefusedException(ApiError.NotFound);
            return (known is null
                ? _sources.Add(draft, context.Credential.OrgId, given, id, now)
                : _sources.Replace(draft, known, Restored(context, draft, known, given), now)).PublicId;
        }, reference => created ? _view.Created(context, context.Source(Catalog, reference!)) : _view.Ok(context, context.Source(Catalog, reference!)));
    }

    private static SourceIn Restored(ApiContext context, CatalogDraft draft, Application known, SourceIn given) =>
        SdkSources.IsSdk(context) && draft.Catalog.Source(known.Id) is { } source ? SdkSources.Restored(given, source) : given;

    private ValueTask<ApiResult> DeleteAsync(ApiContext context) =>
        new EndpointDraft(node).DeleteApplicationAsync(catalog => context.Source(catalog).OrNotFound());
}
