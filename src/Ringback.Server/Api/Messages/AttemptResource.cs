using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Messages;

/// <summary>What was tried to deliver messages, by endpoint and by message, and trying again.</summary>
internal sealed class AttemptResource(RingbackNode node, IMessageHistory messages, IAttemptHistory attempts, IHistoryEditor editor)
{
    private const string App = "/api/v1/app/{app_id}";
    private const string Message = App + "/msg/{msg_id}";
    private const string One = Message + "/attempt/{attempt_id}";

    private static readonly ApiError MissingPayload = ApiError.Bad("The payload of the message was removed.", "missing_payload");

    private Catalog Catalog => node.Catalog;

    private long Now => node.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static readonly QueryParameter<bool> WithMessage = Flag("with_msg", "Whether the answer also contains the message.");
    public static readonly QueryParameter<string?> OfEndpoint = Text("endpoint_id", TextRule.EventId, "Returns only attempts to this endpoint, given by id or uid.");

    public void Map(ApiRoutes routes)
    {
        routes.GetPage(App + "/attempt/endpoint/{endpoint_id}", Access.Application, OfEndpointAsync);
        routes.GetPage(App + "/attempt/msg/{msg_id}", Access.Application, OfMessageAsync);
        // Its names in older SDKs.
        routes.GetPage(Message + "/attempt", Access.Application, OfMessageAsync);
        routes.GetPage(Message + "/endpoint/{endpoint_id}/attempt", Access.Application, context => OfMessageAsync(context, context.Route(PathParts.Endpoint)));
        routes.GetPage(App + "/endpoint/{endpoint_id}/msg", Access.Application, MessagesAsync);
        routes.GetPage(Message + "/endpoint", Access.Application, DestinationsAsync);
        routes.Get(One, Access.Application, GetAsync);
        routes.Delete(One + "/content", Access.Organisation, ExpungeAsync);
        routes.Post(Message + "/endpoint/{endpoint_id}/resend", Access.Application, ResendAsync, Capability.CreateAttempts);
    }

    private async ValueTask<ApiResult> OfEndpointAsync(ApiContext context)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Attempt, query);
        var filter = HistoryFilters.Attempts(query);
        var withContent = HistoryFilters.WithContent.Read(query);
        var withMessage = WithMessage.Read(query);
        if (query.Errors.Failed(out var error)) return error;
        if (context.Endpoint(Catalog) is not { } endpoint) return ApiError.NotFound;

        var detail = (withContent ? AttemptDetail.Response : AttemptDetail.None)
            | (withContent && withMessage ? AttemptDetail.Payload : AttemptDetail.None);
        if (await context.ReservePageAsync(Catalog, endpoint.ApplicationId, withContent && withMessage) is { } refusal) return refusal;
        var list = await attempts.OfEndpointAsync(endpoint.Id, filter, request, detail);
        var now = Now;
        return Attempts(list.ToList(page, IdPrefix.Attempt, attempt =>
            AttemptView.FromAttempt(attempt, withMessage ? MessageView.FromMessage(attempt.Message, withContent, now) : null).VisibleTo(context.Credential)));
    }

    private ValueTask<ApiResult> OfMessageAsync(ApiContext context) => OfMessageAsync(context, OfEndpoint.Read(context.Query));

    /// <param name="context">Of the request.</param>
    /// <param name="named">The id or uid of the endpoint whose attempts are asked for; null: of all.</param>
    private async ValueTask<ApiResult> OfMessageAsync(ApiContext context, string? named)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Attempt, query);
        var withContent = HistoryFilters.WithContent.Read(query);
        var filter = HistoryFilters.Attempts(query);
        if (query.Errors.Failed(out var error)) return error;
        if (context.Application(Catalog) is not { } application
            || await messages.FindAsync(application.Id, context.Route(PathParts.Message), withPayload: false) is not { } message) return ApiError.NotFound;
        if (named is not null)
        {
            if (Catalog.FindEndpoint(application, named) is not { } endpoint) return ApiError.NotFound;
            filter = filter with { Endpoint = endpoint.Id };
        }

        var list = await attempts.OfMessageAsync(message, filter, request, withContent ? AttemptDetail.Response : AttemptDetail.None);
        return Attempts(list.ToList(page, IdPrefix.Attempt, attempt => AttemptView.FromAttempt(attempt).VisibleTo(context.Credential)));
    }

    private async ValueTask<ApiResult> MessagesAsync(ApiContext context)
    {
        var query = context.Query;
        var page = PageQuery.Read(query);
        var request = page.ToRequest(IdPrefix.Message, query);
        var filter = HistoryFilters.Deliveries(query);
        var withContent = HistoryFilters.WithContent.Read(query);
        if (query.Errors.Failed(out var error)) return error;
        if (context.Endpoint(Catalog) is not { } endpoint) return ApiError.NotFound;
        if (await context.ReservePageAsync(Catalog, endpoint.ApplicationId, withContent) is { } refusal) return refusal;

        var flying = node.Flights.InFlight(endpoint.Id).Select(static flight => flight.Seq).ToHashSet();
        var list = await messages.OfEndpointAsync(endpoint.Id, filter with { InFlight = flying }, request, withContent);
        var now = Now;
        return ApiResult.Ok(
            list.ToList(page, IdPrefix.Message, delivery => AttemptView.FromEndpointMessage(delivery, flying, withContent, filter.Expanded, now)),
            ApiJson.Default.ListOutEndpointMessageOut);
    }

    private async ValueTask<ApiResult> DestinationsAsync(ApiContext context)
    {
        var page = PageQuery.Read(context.Query);
        var request = page.ToRequest(IdPrefix.Endpoint, context.Query, newestFirst: false);
        var expanded = HistoryFilters.Expanded.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        if (await context.MessageAsync(Catalog, messages, withPayload: false) is not { } message) return ApiError.NotFound;

        var list = await messages.DestinationsAsync(message, request);
        return ApiResult.Ok(
            list.ToMeasuredList(page, IdPrefix.Endpoint, Show, static destination => destination.EndpointId, ApiJson.Default.MessageEndpointOut),
            ApiJson.Default.ListOutMessageEndpointOut);

        MessageEndpointOut Show(MessageDestination delivery) =>
            AttemptView.FromDestination(delivery, Catalog, node.Flights.InFlight(delivery.Endpoint).Any(flight => flight.Seq == message.Seq), expanded).VisibleTo(context.Credential);
    }

    private async ValueTask<ApiResult> GetAsync(ApiContext context)
    {
        _ = HistoryFilters.Expanded.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        return await context.MessageAsync(Catalog, messages, withPayload: false) is { } message && AttemptId(context) is { } id
            && await attempts.FindAsync(message, id) is { } attempt
                ? ApiResult.Ok(AttemptView.FromAttempt(attempt).VisibleTo(context.Credential), ApiJson.Default.MessageAttemptOut)
                : ApiError.NotFound;
    }

    private async ValueTask<ApiResult> ExpungeAsync(ApiContext context) =>
        await context.MessageAsync(Catalog, messages, withPayload: false) is { } message && AttemptId(context) is { } id
        && await editor.ExpungeResponseAsync(message, id)
            ? ApiResult.NoContent
            : ApiError.NotFound;

    private async ValueTask<ApiResult> ResendAsync(ApiContext context)
    {
        var body = await context.ReadBytesAsync();
        if (body.Failed(out var error)) return error;
        if (!context.TryKey(body.Value.Span, out var key, out error)) return error;
        if (await context.MessageAsync(Catalog, messages, withPayload: true) is not { } message
            || context.Endpoint(Catalog) is not { } endpoint) return ApiError.NotFound;
        if (message.Payload is null || MessageView.IsExpired(message, Now)) return MissingPayload;
        // What is sent there now would only be canceled, or never be sent.
        if (endpoint.Disabled) return ApiError.Bad("The endpoint is disabled. Enable it first.");
        if (endpoint is PollerEndpoint) return ApiError.Bad("The endpoint is a poller. Its consumers can change their position themselves.");

        return await editor.ResendAsync(key, message, endpoint.Id) == KeyStatus.Reused
            ? ApiError.KeyReused
            : ApiResult.Accepted(EmptyResponse.Instance, ApiJson.Default.EmptyResponse);
    }

    private static ApiResult Attempts(ListOut<MessageAttemptOut> list) => ApiResult.Ok(list, ApiJson.Default.ListOutMessageAttemptOut);

    private static Ksuid? AttemptId(ApiContext context) =>
        Ksuid.TryParse(context.Route(PathParts.Attempt), IdPrefix.Attempt, out var id) ? id : null;
}
