using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.EventTypes;

/// <summary><c>/event-type</c>: what messages can be about. An application's token reads those that its feature flags show.</summary>
internal sealed class EventTypeResource(RingbackNode node)
{
    private const string Many = "/api/v1/event-type";
    private const string One = Many + "/{event_type_name}";

    public static readonly QueryParameter<string?> Iterator =
        PageQuery.IteratorParameter.With("The `iterator` of an earlier answer, which is a name; the event types after this name are returned.");

    public static readonly QueryParameter<int?> Order = PageQuery.OrderParameter.With("The order by name.");
    public static readonly QueryParameter<bool> IncludeArchived = Flag("include_archived", "Whether the answer contains archived event types.");
    public static readonly QueryParameter<bool> WithContent = Flag("with_content", "Whether the answer contains schemas; false by default.");
    public static readonly QueryParameter<bool> Expunge = Flag("expunge", "Whether to delete the event type for good instead of archiving it.");

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.Get(Many, Access.Application, List);
        routes.Post(Many, Access.Organisation, CreateAsync);
        routes.Get(One, Access.Application, context => new(context.EventType(Catalog) is { } type ? EventTypeOut.Ok(type) : ApiError.NotFound));
        routes.Put(One, Access.Organisation, UpsertAsync);
        routes.Patch(One, Access.Organisation, PatchAsync);
        routes.Delete(One, Access.Organisation, DeleteAsync);
    }

    private ValueTask<ApiResult> List(ApiContext context)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var archived = IncludeArchived.Read(query);
        var withContent = WithContent.Read(query);
        if (page.Iterator is { } iterator && TextRule.EventType.Problem(iterator) is { } problem) Iterator.Refuse(query, problem);
        if (query.Errors.Failed(out var error)) return new(error);

        var all = context.Organisation(Catalog) is { } organisation ? Catalog.EventTypes(organisation) : [];
        var list = CatalogPage.Create(
            all, page.Iterator is null ? null : type => string.CompareOrdinal(type.Name, page.Iterator),
            type => (archived || !type.Archived) && context.Credential.Sees(type), page, page.Descending ?? false);
        return new(ApiResult.Ok(
            list.ToList(page, type => EventTypeOut.FromEventType(type, withContent), ApiJson.Default.EventTypeOut, static type => type.Name),
            ApiJson.Default.ListOutEventTypeOut));
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EventTypeIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;

        var (given, now) = (input.Value, Now);
        EventType? made = null;
        return await node.CatalogStore.RunAsync(key, draft =>
        {
            var organisation = draft.Organisation(context.Credential.OrgId);
            var before = draft.Catalog.FindEventType(organisation, given.Name);
            if (before is { Archived: false })
                throw new RefusedException(ApiError.Conflict($"An event type \"{given.Name}\" exists already.", "event_type_exists"));
            made = given.ApplyTo(before, organisation, now);
            draft.Put(made);
            return made.Name;
        }, name => (made ?? Made(name!)) is { } type ? EventTypeOut.Created(type) : ApiError.NotFound);

        EventType? Made(string name) => context.Organisation(Catalog) is { } organisation ? Catalog.FindEventType(organisation, name) : null;
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var name = context.Route(PathParts.EventType);
        var input = await context.ReadAsync(fields => EventTypeIn.ReadUpsert(fields, name));
        if (input.Failed(out var error)) return error;
        if (TextRule.EventType.Problem(name) is { } problem) return ApiError.Invalid(problem, "path", PathParts.EventType.Name);

        var (given, now) = (input.Value, Now);
        EventType result = null!;
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var organisation = draft.Organisation(context.Credential.OrgId);
            var before = draft.Catalog.FindEventType(organisation, name);
            created = before is null;
            result = given.ApplyTo(before, organisation, now);
            draft.Put(result);
            return null;
        }, _ => created ? EventTypeOut.Created(result) : EventTypeOut.Ok(result));
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EventTypePatch.Read);
        if (input.Failed(out var error)) return error;
        var (patch, now) = (input.Value, Now);
        EventType result = null!;
        return await node.CatalogStore.RunAsync(draft =>
        {
            result = patch.Apply(context.EventType(draft.Catalog).OrNotFound(), now);
            draft.Put(result);
            return null;
        }, _ => EventTypeOut.Ok(result));
    }

    /// <summary>Archives: it stays valid in endpoints' filters and can come back. Expunging takes it away for good.</summary>
    private async ValueTask<ApiResult> DeleteAsync(ApiContext context)
    {
        var expunge = Expunge.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        var now = Now;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var type = context.EventType(draft.Catalog).OrNotFound();
            if (expunge) draft.Remove(type);
            else if (!type.Archived) draft.Put(type with { Archived = true, UpdatedAt = now });
            return null;
        }, _ => ApiResult.NoContent);
    }
}
