using Ringback.Core.Commit;
using Ringback.Core.History;
using Ringback.Core.Receive;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;
using Ringback.Server.Gateway;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Sources;

/// <summary><c>/api/v1/source/{source_id}</c>: what came, as it came, and what was refused. Ours.</summary>
internal sealed class ReceivedResource(RingbackNode node, IMessageHistory messages, RefusedRing refused)
{
    private const string One = "/api/v1/source/{source_id}";

    public void Map(ApiRoutes routes)
    {
        routes.Get(One + "/event/{msg_id}", Access.Organisation, GetAsync);
        routes.GetPage(One + "/refused", Access.Organisation, RefusedAsync);
    }

    private async ValueTask<ApiResult> GetAsync(ApiContext context)
    {
        if (context.Source(node.Catalog) is not { } source
            || await messages.FindAsync(source.Id, context.Route(PathParts.Message), withPayload: false) is not { } found) return ApiError.NotFound;
        var payload = await messages.PayloadBytesAsync(found);
        // What isn't JSON is read as such once more, to say as what.
        var bytes = (found.ContentType is null ? payload : 2 * payload) + await node.Store.Received.RequestBytesAsync(found);
        if (await context.ReserveAsync(bytes) is { } refusal) return refusal;
        if (await messages.FindAsync(source.Id, found.PublicId, withPayload: true) is not { } message
            || await node.Store.Received.FindAsync(message) is not { } received) return ApiError.NotFound;
        var expired = message.Payload is null || MessageView.IsExpired(message, node.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return ApiResult.Ok(ReceivedEventOut.FromMessage(message, received, expired), ApiJson.Default.ReceivedEventOut);
    }

    private async ValueTask<ApiResult> RefusedAsync(ApiContext context)
    {
        if (context.Source(node.Catalog) is not { } source) return ApiError.NotFound;
        await TryFlushAsync(context.Aborted);
        var requests = await node.Store.Refused.ListAsync(source.Id);
        var counts = await node.Store.Refused.CountsAsync(source.Id);
        var duplicates = await node.Store.Received.DuplicatesAsync(source.Id);
        return ApiResult.Ok(
            new RefusedOut(
                new ShownRows<RefusedRequest, RefusedRequestOut>(requests, RefusedRequestOut.FromRequest),
                [.. counts.Select(count => new RefusedCountOut(count.Reason, count.Count, new Timestamp(count.Last)))],
                DuplicatesOut.FromCount(duplicates))
            {
                Bytes = requests.Sum(static request => (long)request.Headers.Length + request.Body.Length),
            },
            ApiJson.Default.RefusedOut);
    }

    private async Task TryFlushAsync(CancellationToken cancellation)
    {
        try
        {
            await refused.FlushAsync(cancellation);
        }
        catch (StoreUnavailableException)
        {
            // Then what is on record already is shown.
        }
    }
}
