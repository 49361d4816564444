using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Applications;

/// <summary><c>/app</c>: who messages are for.</summary>
internal sealed class ApplicationResource(RingbackNode node)
{
    private const string Many = "/api/v1/app";
    private const string One = Many + "/{app_id}";
    private readonly EndpointDraft _endpoints = new(node);

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static readonly QueryParameter<bool> GetIfExists =
        Flag("get_if_exists", "Whether the answer is 200 with the existing application, and not 409, if there is one with this uid.");

    public void Map(ApiRoutes routes)
    {
        routes.Get(Many, Access.Organisation, context => new(ApplicationList.Page(context, Catalog)));
        routes.Post(Many, Access.Organisation, CreateAsync);
        routes.Get(One, Access.Application, context =>
            new(context.Application(Catalog) is { } application ? ApplicationOut.Ok(application) : ApiError.NotFound));
        routes.Put(One, Access.Organisation, UpsertAsync);
        routes.Patch(One, Access.Organisation, PatchAsync);
        routes.Delete(One, Access.Organisation, DeleteAsync);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var getIfExists = GetIfExists.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        var input = await context.ReadAsync(ApplicationIn.Read);
        if (input.Failed(out error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;

        var (organisation, given, id, now) = (context.Credential.OrgId, input.Value, node.Ids.Next(), Now);
        CustomerApplication? made = null;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            // No reference: it was there before, whoever repeats this.
            if (getIfExists && Existing(given.Uid) is not null) return null;
            made = draft.AddApplication(organisation, given, id, now);
            return made.PublicId;
        }, reference => reference is null
            ? Existing(given.Uid) is { } existing ? ApplicationOut.Ok(existing) : ApiError.NotFound
            : (Existing(reference) ?? made) is { } application ? ApplicationOut.Created(application) : ApiError.NotFound);

        CustomerApplication? Existing(string? name) =>
            name is not null && context.Organisation(Catalog) is { } known ? Catalog.FindCustomer(known, name) : null;
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var input = await context.ReadAsync(ApplicationIn.Read);
        if (input.Failed(out var error)) return error;
        var (given, id, now) = (input.Value, node.Ids.Next(), Now);
        if (!context.TryUpsertUid(PathParts.Application, [IdPrefix.Application, IdPrefix.Source], out var pathUid, out error)) return error;
        CustomerApplication result = null!;
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var known = context.Customer(draft.Catalog);
            created = known is null;
            if (created && pathUid is null) throw new RefusedException(ApiError.NotFound);
            var uid = given.Uid ?? pathUid;
            result = known is null
                ? draft.AddApplication(context.Credential.OrgId, given with { Uid = uid }, id, now)
                : draft.PutApplication(known with
                {
                    Name = given.Name,
                    Uid = uid,
                    ThrottleRate = given.ThrottleRate,
                    Metadata = given.Metadata,
                    UpdatedAt = now,
                });
            return null;
        }, _ => created ? ApplicationOut.Created(result) : ApplicationOut.Ok(result));
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(ApplicationPatch.Read);
        if (input.Failed(out var error)) return error;
        var (patch, now) = (input.Value, Now);
        CustomerApplication result = null!;
        return await node.CatalogStore.RunAsync(draft =>
        {
            result = draft.PutApplication(patch.Apply(context.Customer(draft.Catalog).OrNotFound(), now));
            return null;
        }, _ => ApplicationOut.Ok(result));
    }

    private ValueTask<ApiResult> DeleteAsync(ApiContext context) =>
        _endpoints.DeleteApplicationAsync(catalog => context.Customer(catalog).OrNotFound());
}
