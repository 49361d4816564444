using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Operations;

/// <summary><c>/source/{source_id}/operation</c>: what Ringback does on a source's messages.</summary>
internal sealed class OperationResource(RingbackNode node, IMessageHistory messages, IAttemptHistory attempts, IRunHistory runs, IHistoryEditor editor, IJobStore jobs)
{
    public const string Source = "/api/v1/source/{source_id}";
    private const string Many = Source + "/operation";
    private const string One = Many + "/{operation_id}";

    private readonly OperationDraft _operations = new(node);

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.Get(Many, Access.Organisation, context => new(Page(context)));
        routes.Post(Many, Access.Organisation, CreateAsync);
        routes.Get(One, Access.Organisation, context => new(context.Operation(Catalog) is { } operation ? Ok(operation) : ApiError.NotFound));
        routes.Put(One, Access.Organisation, UpsertAsync);
        routes.Patch(One, Access.Organisation, PatchAsync);
        routes.Delete(One, Access.Organisation, DeleteAsync);
        new RunResource(node, messages, attempts, runs).Map(routes, Source, One);
        new OperationReplayResource(node, messages, runs, editor, jobs).Map(routes, Source, One);
    }

    private ApiResult Page(ApiContext context)
    {
        var page = PageQuery.Read(context.Query);
        var iterator = page.IteratorId(IdPrefix.Operation, context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        if (context.Source(Catalog) is not { } source) return ApiError.NotFound;
        var all = Catalog.Operations(source);
        var descending = page.Descending ?? true;
        var list = CatalogPage.Create(all, iterator is { } id ? Behind(all, id, descending != page.Backwards) : null, static _ => true, page, descending);
        return ApiResult.Ok(
            list.ToList(page, _operations.Show, ApiJson.Default.OperationOut, static operation => operation.PublicId),
            ApiJson.Default.ListOutOperationOut);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(Reader(context));
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        var (given, id, now) = (input.Value, node.Ids.Next(), Now);
        return await node.CatalogStore.RunAsync(
            key, draft => _operations.Add(draft, context.Source(draft.Catalog).OrNotFound(), given, id, now).PublicId,
            reference => context.Source(Catalog) is { } source && Catalog.FindOperation(source, reference) is { } operation
                ? ApiResult.Created(_operations.Show(operation), ApiJson.Default.OperationOut)
                : ApiError.NotFound);
    }

    private async ValueTask<ApiResult> UpsertAsync(ApiContext context)
    {
        var input = await context.ReadAsync(Reader(context));
        if (input.Failed(out var error)) return error;
        if (!context.TryUpsertUid(PathParts.Operation, [IdPrefix.Operation], out var pathUid, out error)) return error;
        var (id, now) = (node.Ids.Next(), Now);
        var given = input.Value with { Uid = input.Value.Uid ?? pathUid };
        SourceOperation result = null!;
        var created = false;
        return await node.CatalogStore.RunAsync(draft =>
        {
            var source = context.Source(draft.Catalog).OrNotFound();
            var known = context.Operation(draft.Catalog);
            created = known is null;
            if (created && pathUid is null) throw new RefusedException(ApiError.NotFound);
            result = known is null ? _operations.Add(draft, source, given, id, now) : _operations.Replace(draft, source, known, given, now);
            return null;
        }, _ => created ? ApiResult.Created(_operations.Show(result), ApiJson.Default.OperationOut) : Ok(result));
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(OperationPatch.Read);
        if (input.Failed(out var error)) return error;
        var now = Now;
        SourceOperation result = null!;
        return await node.CatalogStore.RunAsync(draft =>
        {
            result = input.Value.Apply(context.Operation(draft.Catalog).OrNotFound()) with { UpdatedAt = now };
            draft.Put(result);
            return null;
        }, _ => Ok(result));
    }

    private ValueTask<ApiResult> DeleteAsync(ApiContext context) => node.CatalogStore.RunAsync(draft =>
    {
        draft.Remove(context.Operation(draft.Catalog).OrNotFound());
        return null;
    }, _ => ApiResult.NoContent);

    private Func<JsonFields, OperationIn> Reader(ApiContext context) =>
        fields => OperationIn.Read(fields, node.Databases.NamesFor(context.Credential.OrgId));

    private ApiResult Ok(SourceOperation operation) => ApiResult.Ok(_operations.Show(operation), ApiJson.Default.OperationOut);

    private static Func<SourceOperation, int> Behind(SourceOperation[] all, Ksuid iterator, bool down)
    {
        if (Array.Find(all, operation => operation.Ksuid == iterator) is { } row) return operation => operation.Id.CompareTo(row.Id);
        return operation => operation.Ksuid.UnixMs == iterator.UnixMs ? down ? -1 : 1 : operation.Ksuid.UnixMs.CompareTo(iterator.UnixMs);
    }
}
