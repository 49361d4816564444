using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary><c>/app/{app_id}/msg</c>: an application's messages.</summary>
internal sealed class MessageResource(RingbackNode node, IMessageHistory messages, IHistoryEditor editor)
{
    private const string Many = "/api/v1/app/{app_id}/msg";
    private const string One = Many + "/{msg_id}";

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Map(ApiRoutes routes)
    {
        routes.GetPage(Many, Access.Application, ListAsync);
        routes.Post(Many, Access.Organisation, new MessageCreate(node).PostAsync);
        routes.Get(One, Access.Application, GetAsync);
        routes.Delete(One + "/content", Access.Organisation, ExpungeAsync);
        routes.Post(Many + "/bulk-expunge", Access.Organisation, BulkExpungeAsync);
        routes.Post(Many + "/precheck/active", Access.Organisation, PrecheckAsync);
    }

    private async ValueTask<ApiResult> ListAsync(ApiContext context)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Message, query);
        var filter = HistoryFilters.Messages(query);
        var withContent = HistoryFilters.WithContent.Read(query);
        if (query.Errors.Failed(out var error)) return error;
        if (context.Application(Catalog) is not { } application) return ApiError.NotFound;
        if (await context.ReservePageAsync(Catalog, application.Id, withContent) is { } refusal) return refusal;

        var list = await messages.ListAsync(application.Id, filter, request, withContent);
        var now = Now;
        return ApiResult.Ok(
            list.ToList(page, IdPrefix.Message, message => MessageView.FromMessage(message, withContent, now)), ApiJson.Default.ListOutMessageOut);
    }

    private async ValueTask<ApiResult> GetAsync(ApiContext context)
    {
        var withContent = HistoryFilters.WithContent.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        if (await context.MessageAsync(Catalog, messages, withPayload: false) is not { } found) return ApiError.NotFound;
        if (withContent && await context.ReserveAsync(await messages.PayloadBytesAsync(found)) is { } refusal) return refusal;
        return await context.MessageAsync(Catalog, messages, withContent) is { } message
            ? ApiResult.Ok(MessageView.FromMessage(message, withContent, Now), ApiJson.Default.MessageOut)
            : ApiError.NotFound;
    }

    private async ValueTask<ApiResult> ExpungeAsync(ApiContext context)
    {
        if (await context.MessageAsync(Catalog, messages, withPayload: false) is not { } message) return ApiError.NotFound;
        await editor.ExpungeAsync([message]);
        return ApiResult.NoContent;
    }

    /// <summary>Doing it again changes nothing, so that its idempotency key isn't kept.</summary>
    private async ValueTask<ApiResult> BulkExpungeAsync(ApiContext context)
    {
        var input = await context.ReadAsync(BulkExpungeContentsIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out _, out error)) return error;
        if (context.Application(Catalog) is not { } application) return ApiError.NotFound;

        var found = new List<Message>();
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in input.Value.Ids)
        {
            var message = await messages.FindAsync(application.Id, id, withPayload: false);
            results[id] = message is null ? "not-found" : "expunged";
            if (message is not null) found.Add(message);
        }
        if (found.Count > 0) await editor.ExpungeAsync(found);
        return ApiResult.Ok(new BulkExpungeContentsOut(results), ApiJson.Default.BulkExpungeContentsOut);
    }

    private async ValueTask<ApiResult> PrecheckAsync(ApiContext context)
    {
        var input = await context.ReadAsync(MessagePrecheckIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out _, out error)) return error;
        if (context.Application(Catalog) is not { } application) return ApiError.NotFound;
        var active = Precheck.IsActive(Catalog, node.Store.Routes, application, input.Value.EventType, input.Value.Channels);
        return ApiResult.Ok(new MessagePrecheckOut(active), ApiJson.Default.MessagePrecheckOut);
    }
}
