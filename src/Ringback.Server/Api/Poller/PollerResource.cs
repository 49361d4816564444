using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Messages;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Poller;

/// <summary>
/// <c>…/poller/{sink_id}</c>: messages for those who come and get them, at an endpoint of kind <c>poller</c>, in the order of
/// commit. Iterators hold a place in that order, so that nothing is ever skipped; a consumer's is kept for it, and moves when the
/// consumer comes back with the iterator that it was given.
/// </summary>
internal sealed class PollerResource(RingbackNode node, IPollerStore pollers)
{
    public static readonly QueryParameter<string?> IteratorParameter = Text("iterator", TextRule.Any, "The `iterator` of an earlier answer; the messages after that answer are returned.");
    public static readonly QueryParameter<string?> TypeParameter = Text("event_type", TextRule.EventType, "Returns only messages of this type.");
    public static readonly QueryParameter<long?> AfterParameter = Time(
        "after", "Without `iterator`, the answer begins with the first message that was accepted at this time or later, and by default with the oldest message.");

    private const string Sink = "/api/v1/app/{app_id}/poller/{sink_id}";
    private const string Consumer = Sink + "/consumer/{consumer_id}";

    private static readonly PollerFilter Everything = new(null, null);

    public void Map(ApiRoutes routes)
    {
        routes.GetPage(Sink, Access.Application, PollAsync);
        // A consumer's read moves its cursor, so that a token that may only look reads without a consumer.
        routes.GetPage(Consumer, Access.Application, ConsumeAsync, Capability.ManageEndpoint);
        routes.Post(Consumer + "/seek", Access.Application, SeekAsync);
    }

    private async ValueTask<ApiResult> PollAsync(ApiContext context)
    {
        var query = context.Query;
        var limit = Limit(query);
        var cursor = Iterator(query);
        var asked = new PollerFilter(
            TypeParameter.Read(query) is { } type ? [type] : null,
            HistoryFilters.Channel.Read(query) is { } channel ? [channel] : null);
        var after = AfterParameter.Read(query);
        if (query.Errors.Failed(out var error)) return error;
        if (Find(context) is not { } sink) return ApiError.NotFound;

        cursor ??= after is { } time ? await pollers.CursorAtAsync(sink.ApplicationId, time) : 0;
        return await ReadAsync(context, sink, asked, cursor.Value, limit);
    }

    private async ValueTask<ApiResult> ConsumeAsync(ApiContext context)
    {
        var limit = Limit(context.Query);
        var cursor = Iterator(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        if (ConsumerProblem(context) is { } problem) return problem;
        if (Find(context) is not { } sink) return ApiError.NotFound;

        var consumer = context.Route(PathParts.Consumer);
        var committed = await pollers.CommittedAsync(sink.Id, consumer);
        // One that finds nothing comes back with the same iterator, again and again.
        if (cursor is { } seen && seen != committed) await pollers.CommitAsync(sink.Id, consumer, seen);
        return await ReadAsync(context, sink, Everything, cursor ?? committed ?? 0, limit);
    }

    private async ValueTask<ApiResult> SeekAsync(ApiContext context)
    {
        var input = await context.ReadAsync(PollingEndpointConsumerSeekIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out _, out error)) return error;
        if (ConsumerProblem(context) is { } problem) return problem;
        if (Find(context) is not { } sink) return ApiError.NotFound;

        var cursor = await pollers.CursorAtAsync(sink.ApplicationId, input.Value.After);
        await pollers.CommitAsync(sink.Id, context.Route(PathParts.Consumer), cursor);
        return ApiResult.Ok(new PollingEndpointConsumerSeekOut(PollerCursor.Format(cursor)), ApiJson.Default.PollingEndpointConsumerSeekOut);
    }

    private async ValueTask<ApiResult> ReadAsync(ApiContext context, PollerEndpoint sink, PollerFilter asked, long after, int limit)
    {
        if (sink.Disabled) return ApiError.Bad("The endpoint is disabled. Enable it first.");
        if (await context.ReservePageAsync(node.Catalog, sink.ApplicationId, withContent: true) is { } refusal) return refusal;
        var page = await pollers.ReadAsync(sink.ApplicationId, new PollerFilter(sink.EventTypes, sink.Channels), asked, after, limit);
        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return ApiResult.Ok(
            new PollingEndpointOut(
                new ShownRows<Message, PollingEndpointMessageOut>(page.Messages, message => PollerView.FromMessage(message, now)), PollerCursor.Format(page.Next), page.Done)
            {
                Bytes = page.Bytes,
            },
            ApiJson.Default.PollingEndpointOut);
    }

    private PollerEndpoint? Find(ApiContext context) =>
        context.Application(node.Catalog) is { } application ? context.Endpoint(node.Catalog, application, PathParts.Sink) as PollerEndpoint : null;

    private static int Limit(QueryFields query) => PageQuery.LimitParameter.Read(query) ?? PageQuery.DefaultRows;

    private static long? Iterator(QueryFields query)
    {
        if (IteratorParameter.Read(query) is not { } text) return null;
        if (PollerCursor.TryRead(text, out var cursor)) return cursor;
        IteratorParameter.Refuse(query, "must come from an earlier answer");
        return null;
    }

    private static ApiError? ConsumerProblem(ApiContext context) =>
        TextRule.EventId.Problem(context.Route(PathParts.Consumer)) is { } problem ? ApiError.Invalid(problem, "path", PathParts.Consumer.Name) : null;
}
