using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>/app/{app_id}/endpoint</c>: where an application's messages go.</summary>
internal sealed class EndpointResource(RingbackNode node, IMessageHistory history, IJobStore jobs)
{
    private const string Many = "/api/v1/app/{app_id}/endpoint";
    private const string One = Many + "/{endpoint_id}";

    private readonly EndpointDraft _endpoints = new(node);

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.Get(Many, Access.Application, context =>
            new(context.Application(Catalog) is { } application ? EndpointList.Page(context, Catalog, application) : ApiError.NotFound));
        routes.Post(Many, Access.Application, CreateAsync);
        routes.Get(One, Access.Application, context => new(context.Endpoint(Catalog) is { } endpoint ? EndpointOut.Ok(endpoint) : ApiError.NotFound));
        routes.Put(One, Access.Application, UpsertAsync);
        routes.Patch(One, Access.Application, PatchAsync);
        routes.Delete(One, Access.Application, DeleteAsync);
        new EndpointSecretResource(node, _endpoints).Map(routes, One);
        new EndpointHeadersResource(node, _endpoints).Map(routes, One);
        new EndpointReplayResource(node, jobs).Map(routes, One);
        new EndpointStatsResource(node, history).Map(routes, One);
        new SendExampleResource(node).Map(routes, One);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Application(Catalog) is null) return ApiError.NotFound;

        var (id, now) = (node.Ids.Next(), Now);
        Endpoint? made = null;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            made = _endpoints.Add(draft, context.Application(draft.Catalog).OrNotFound(), context.Credential, input.Value, id, now);
            return made.PublicId;
        }, reference => (made ?? Made(reference)) is { } endpoint ? EndpointOut.Created(endpoint) : ApiError.NotFound);

        Endpoint? Made(string? reference) => context.Application(Catalog) is { } application ? Catalog.FindEndpoint(application, reference) : null;
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryUpsertUid("endpoint_id", [IdPrefix.Endpoint], out var pathUid, out error)) return error;

        var (id, now) = (node.Ids.Next(), Now);
        var given = input.Value with { Uid = input.Value.Uid ?? pathUid };
        Endpoint result = null!;
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var application = context.Application(draft.Catalog).OrNotFound();
            var known = context.Endpoint(draft.Catalog, application);
            created = known is null;
            if (created && pathUid is null) throw new RefusedException(ApiError.NotFound);
            result = known is null
                ? _endpoints.Add(draft, application, context.Credential, given, id, now)
                : _endpoints.Change(draft, application, SameKind(known, given.GivenKind), context.Credential, given.Over, now);
            return null;
        }, _ => created ? EndpointOut.Created(result) : EndpointOut.Ok(result));
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointPatch.Read);
        if (input.Failed(out var error)) return error;
        var (patch, now) = (input.Value, Now);
        Endpoint result = null!;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var application = context.Application(draft.Catalog).OrNotFound();
            var known = SameKind(context.Endpoint(draft.Catalog, application).OrNotFound(), patch.GivenKind);
            if (patch.Url.Given && known.Kind == EndpointKind.Poller)
                throw new RefusedException(ApiError.Invalid("must be left out: a poller has none", "body", "url"));
            result = _endpoints.Change(draft, application, known, context.Credential, patch.Apply, now);
            return null;
        }, _ => EndpointOut.Ok(result));
    }

    private ValueTask<ApiResult> DeleteAsync(ApiContext context) => node.CatalogStore.RunAsync(draft =>
    {
        var application = context.Application(draft.Catalog).OrNotFound();
        _endpoints.Remove(draft, application, context.Endpoint(draft.Catalog, application).OrNotFound());
        return null;
    }, _ => ApiResult.NoContent);

    /// <summary>An endpoint stays what it was made: work that waits for the one kind has no meaning for the other.</summary>
    private static Endpoint SameKind(Endpoint endpoint, EndpointKind? given) => given is null || given == endpoint.Kind
        ? endpoint
        : throw new RefusedException(ApiError.Invalid("can't be changed: make another endpoint", "body", "kind"));
}
