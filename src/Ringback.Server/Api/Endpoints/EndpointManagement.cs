using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary>Lists, makes, changes and deletes endpoints.</summary>
internal sealed class EndpointManagement(RingbackNode node, EndpointDraft endpoints, EndpointScope scope)
{
    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.Get(scope.Many, scope.Access, context => new(EndpointList.Page(context, Catalog, scope)));
        routes.Post(scope.Many, scope.Access, CreateAsync);
        routes.Get(scope.One, scope.Access, context => new(scope.Endpoint(context, Catalog) is { } endpoint ? EndpointOut.Ok(endpoint, context.Credential) : ApiError.NotFound));
        routes.Put(scope.One, scope.Access, UpsertAsync);
        routes.Patch(scope.One, scope.Access, PatchAsync);
        routes.Delete(scope.One, scope.Access, DeleteAsync);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (scope.Refusal(input.Value) is { } refusal) return refusal;

        var (id, now) = (node.Ids.Next(), Now);
        Endpoint? made = null;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            made = endpoints.Add(draft, scope.Owner(context, draft, node), context.Credential, input.Value, id, now);
            return made.PublicId;
        }, reference => (made ?? Made(reference)) is { } endpoint ? EndpointOut.Created(endpoint) : ApiError.NotFound);

        Endpoint? Made(string? reference) => scope.Application(context, Catalog) is { } application ? Catalog.FindEndpoint(application, reference) : null;
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointIn.Read);
        if (input.Failed(out var error)) return error;
        if (scope.Refusal(input.Value) is { } refusal) return refusal;
        if (!context.TryUpsertUid(PathParts.Endpoint, [IdPrefix.Endpoint], out var pathUid, out error)) return error;

        var (id, now) = (node.Ids.Next(), Now);
        var given = input.Value with { Uid = input.Value.Uid ?? pathUid };
        Endpoint result = null!;
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var known = scope.Endpoint(context, draft.Catalog);
            created = known is null;
            if (created && pathUid is null) throw new RefusedException(ApiError.NotFound);
            var application = scope.Owner(context, draft, node);
            result = known is null
                ? endpoints.Add(draft, application, context.Credential, given, id, now)
                : endpoints.Change(draft, application, SameKind(known, given.Kind), context.Credential, given.ApplyTo, given.EventTypesName, now);
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
            var application = scope.Application(context, draft.Catalog).OrNotFound();
            var known = SameKind(context.Endpoint(draft.Catalog, application).OrNotFound(), patch.GivenKind);
            if (patch.Url.Given && known is PollerEndpoint)
                throw new RefusedException(ApiError.Invalid("must be left out, because a poller has no URL", "body", "url"));
            result = endpoints.Change(draft, application, known, context.Credential, patch.Apply, patch.EventTypesName, now);
            return null;
        }, _ => EndpointOut.Ok(result));
    }

    private ValueTask<ApiResult> DeleteAsync(ApiContext context) => node.CatalogStore.RunAsync(draft =>
    {
        var application = scope.Application(context, draft.Catalog).OrNotFound();
        endpoints.Remove(draft, application, context.Endpoint(draft.Catalog, application).OrNotFound());
        return null;
    }, _ => ApiResult.NoContent);

    /// <summary>An endpoint stays what it was made: work that waits for the one kind has no meaning for the other.</summary>
    private static Endpoint SameKind(Endpoint endpoint, EndpointKind? given) => given is null || given == EndpointFields.KindOf(endpoint)
        ? endpoint
        : throw new RefusedException(ApiError.Invalid("can't be changed; create another endpoint", "body", "kind"));
}
