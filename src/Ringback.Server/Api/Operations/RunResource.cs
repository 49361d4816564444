using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Operations;

/// <summary>What came of operations: by source, by operation, by event.</summary>
internal sealed class RunResource(RingbackNode node, IMessageHistory messages, IAttemptHistory attempts, IRunHistory runs)
{
    private static readonly (string Name, DeliveryState State)[] States =
        [("success", DeliveryState.Success), ("pending", DeliveryState.Pending), ("fail", DeliveryState.Fail), ("canceled", DeliveryState.Canceled)];

    public static readonly QueryParameter<string?> OfOperation = Text("operation", TextRule.EventId, "Returns only runs of this operation, given by id or uid.");
    public static readonly QueryParameter<string?> OfEvent = Text(
        "event", TextRule.Between(1, 256),
        "Returns only runs for this event, given by the id of its message or by the id that the provider gave it. With the id of the message, the runs of a source include those of deleted operations.");

    public static readonly QueryParameter<int?> Status = Choice("status", "Returns only runs with this status.", [.. States.Select(static state => state.Name)]);

    private Catalog Catalog => node.Catalog;

    public void Map(ApiRoutes routes, string source, string operation)
    {
        routes.GetPage(source + "/run", Access.Organisation, OfSourceAsync);
        routes.GetPage(operation + "/run", Access.Organisation, OfOperationAsync);
        routes.GetPage(operation + "/run/{msg_id}", Access.Organisation, GetAsync);
    }

    private async ValueTask<ApiResult> OfSourceAsync(ApiContext context)
    {
        var named = OfOperation.Read(context.Query);
        if (context.Source(Catalog) is not { } source) return ApiError.NotFound;
        SourceOperation[] wanted = Catalog.Operations(source);
        if (named is not null)
        {
            if (Catalog.FindOperation(source, named) is not { } operation) return ApiError.NotFound;
            wanted = [operation];
        }
        return await ListAsync(context, source, wanted, onlyThese: named is not null);
    }

    private async ValueTask<ApiResult> OfOperationAsync(ApiContext context) =>
        context.Source(Catalog) is { } source && context.Operation(Catalog) is { } operation
            ? await ListAsync(context, source, [operation], onlyThese: true)
            : ApiError.NotFound;

    private async ValueTask<ApiResult> GetAsync(ApiContext context)
    {
        if (context.Source(Catalog) is not { } source || context.Operation(Catalog) is not { } operation
            || await messages.FindAsync(source.Id, context.Route(PathParts.Message), withPayload: false) is not { } message) return ApiError.NotFound;
        var all = await runs.OfMessageAsync(message, [operation.Id]);
        if (all.FirstOrDefault(run => run.Operation == operation.Id) is not { } run) return ApiError.NotFound;
        var tries = await attempts.OfMessageAsync(
            message, new AttemptFilter { Endpoint = operation.Id }, new PageRequest(PageQuery.MostRows), AttemptDetail.Response);
        return ApiResult.Ok(RunView.FromRunWithAttempts(run, operation, tries), ApiJson.Default.RunDetailOut);
    }

    /// <summary>
    /// An event is named by its message's id, which is looked up, or by the id that its provider gave it. That one has no index of its own,
    /// since it would cost every event a write: the list is read for it.
    /// </summary>
    private async ValueTask<ApiResult> ListAsync(ApiContext context, SourceApplication source, IReadOnlyList<SourceOperation> operations, bool onlyThese)
    {
        var query = context.Query;
        var about = OfEvent.Read(query);
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Message, query);
        var filter = new DeliveryFilter { State = State(query), Expanded = true, Before = HistoryFilters.Before.Read(query), After = HistoryFilters.After.Read(query), EventId = about };
        if (query.Errors.Failed(out var error)) return error;
        if (about is not null && Ksuid.TryParse(about, IdPrefix.Message, out _))
            return await OfMessageAsync(source, about, filter, operations, onlyThese);
        var list = await runs.ListAsync([.. operations.Select(static operation => operation.Id)], filter, request);
        return ApiResult.Ok(list.ToList(page, IdPrefix.Message, run => RunView.FromRun(run, Catalog)), ApiJson.Default.ListOutRunOut);
    }

    /// <summary>A message's runs, which are few: one page.</summary>
    private async ValueTask<ApiResult> OfMessageAsync(
        SourceApplication source, string name, DeliveryFilter filter, IReadOnlyList<SourceOperation> operations, bool onlyThese)
    {
        if (await messages.FindAsync(source.Id, name, withPayload: false) is not { } message) return ApiError.NotFound;
        var isInTime = !(message.AcceptedAt >= filter.Before) && !(message.AcceptedAt < filter.After);
        var all = isInTime ? await runs.OfMessageAsync(message, [.. operations.Select(static operation => operation.Id)]) : [];
        var shown = all.Where(run => (filter.State is null || run.State == filter.State) && (!onlyThese || run.Operation == operations[0].Id));
        return ApiResult.Ok(
            ListOut<RunOut>.Create([.. shown.Select(run => RunView.FromRun(run, Catalog))], done: true, static run => run.MessageId),
            ApiJson.Default.ListOutRunOut);
    }

    private static DeliveryState? State(QueryFields query) =>
        Status.Read(query) is { } at ? States[at].State : null;
}
