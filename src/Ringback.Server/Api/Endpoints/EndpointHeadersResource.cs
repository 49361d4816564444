using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>…/headers</c>: what else an endpoint's deliveries carry.</summary>
internal sealed class EndpointHeadersResource(RingbackNode node, EndpointDraft endpoints, HeaderRules rules)
{
    private const int MostDeleted = 100;

    public void Map(ApiRoutes routes, string one)
    {
        routes.Get(one + "/headers", Access.Application, Show);
        routes.Put(one + "/headers", Access.Application, ReplaceAsync);
        routes.Patch(one + "/headers", Access.Application, PatchAsync);
    }

    public ValueTask<ApiResult> Show(ApiContext context)
    {
        if (context.Endpoint(node.Catalog) is not { } endpoint) return new(ApiError.NotFound);
        var headers = EndpointCredentials.Open(node.Box, endpoint).Headers ?? new Dictionary<string, string>();
        var shown = headers.Where(header => !HeaderRules.IsSensitive(header.Key)).ToDictionary();
        return new(ApiResult.Ok(
            new EndpointHeadersOut(shown, [.. headers.Keys.Where(HeaderRules.IsSensitive)]), EndpointJson.Default.EndpointHeadersOut));
    }

    public async ValueTask<ApiResult> ReplaceAsync(ApiContext context)
    {
        var input = await context.ReadAsync(fields => new Replacement(rules.Read(fields, Need.Required)));
        return input.Failed(out var error) ? error : await ChangeAsync(context, _ => input.Value.Headers);
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(fields => new HeadersPatch(
            rules.ReadPatch(fields), fields.Texts("deleteHeaders", TextRule.Any, 0, MostDeleted)));
        return input.Failed(out var error) ? error : await ChangeAsync(context, input.Value.Apply);
    }

    private ValueTask<ApiResult> ChangeAsync(
        ApiContext context, Func<IReadOnlyDictionary<string, string>?, IReadOnlyDictionary<string, string>?> change)
    {
        var now = node.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return node.CatalogStore.RunAsync(draft =>
        {
            var application = context.Application(draft.Catalog).OrNotFound();
            var endpoint = context.Endpoint(draft.Catalog, application).OrNotFound();
            endpoints.Change(draft, application, endpoint, credentials => credentials with { Headers = change(credentials.Headers) }, now);
            return null;
        }, _ => ApiResult.NoContent);
    }

    private sealed record Replacement(IReadOnlyDictionary<string, string>? Headers);

    private sealed record HeadersPatch(IReadOnlyDictionary<string, string?>? Headers, IReadOnlyList<string>? Deleted)
    {
        public IReadOnlyDictionary<string, string>? Apply(IReadOnlyDictionary<string, string>? current)
        {
            var headers = new Dictionary<string, string>(current ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
            foreach (var name in Deleted ?? []) headers.Remove(name);
            foreach (var (name, value) in Headers ?? new Dictionary<string, string?>())
            {
                headers.Remove(name);
                if (value is not null) headers[name] = value;
            }
            if (HeaderRules.TooMany(headers) is { } problem) throw new RefusedException(ApiError.Invalid(problem, "body", "headers"));
            return headers.Count == 0 ? null : headers;
        }
    }
}
