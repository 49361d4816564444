using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>…/headers</c>: what else an endpoint's deliveries carry.</summary>
internal sealed class EndpointHeadersResource(RingbackNode node, EndpointDraft endpoints, EndpointScope scope)
{
    public void Map(ApiRoutes routes)
    {
        routes.Get(scope.One + "/headers", scope.Access, Show);
        routes.Put(scope.One + "/headers", scope.Access, ReplaceAsync);
        routes.Patch(scope.One + "/headers", scope.Access, PatchAsync);
    }

    private ValueTask<ApiResult> Show(ApiContext context) => new(scope.Endpoint(context, node.Catalog) is { } endpoint
        ? ApiResult.Ok(EndpointHeadersOut.FromHeaders(EndpointCredentials.Open(node.Box, endpoint).Headers).VisibleTo(context.Credential), ApiJson.Default.EndpointHeadersOut)
        : ApiError.NotFound);

    private async ValueTask<ApiResult> ReplaceAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointHeadersIn.Read);
        return input.Failed(out var error) ? error : await ChangeAsync(context, _ => input.Value.Headers);
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(EndpointHeadersPatchIn.Read);
        return input.Failed(out var error) ? error : await ChangeAsync(context, current => Apply(input.Value, current));
    }

    private ValueTask<ApiResult> ChangeAsync(
        ApiContext context, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return node.CatalogStore.RunAsync(draft =>
        {
            var application = scope.Application(context, draft.Catalog).OrNotFound();
            var endpoint = context.Endpoint(draft.Catalog, application).OrNotFound();
            endpoints.Change(draft, application, endpoint, credentials =>
            {
                var headers = change(credentials.Headers ?? Common.NoMetadata);
                return credentials with { Headers = headers.Count == 0 ? null : headers };
            }, now);
            return null;
        }, _ => ApiResult.NoContent);
    }

    private static Dictionary<string, string> Apply(EndpointHeadersPatchIn patch, IReadOnlyDictionary<string, string> current)
    {
        var headers = new Dictionary<string, string>(current, StringComparer.OrdinalIgnoreCase);
        foreach (var name in patch.Deleted) headers.Remove(name);
        foreach (var (name, value) in patch.Headers)
        {
            // A name may come in another spelling.
            headers.Remove(name);
            if (value is not null) headers[name] = value;
        }
        return headers;
    }
}
