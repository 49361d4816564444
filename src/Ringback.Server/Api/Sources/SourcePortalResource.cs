using Ringback.Server.Api.Auth;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Sources;

/// <summary><c>…/dashboard</c>: a link to the portal, where a source's messages and endpoints are.</summary>
internal sealed class SourcePortalResource(RingbackNode node, PortalAccess portal)
{
    public void Map(ApiRoutes routes) => routes.Post("/ingest/api/v1/source/{source_id}/dashboard", Access.Organisation, GrantAsync);

    /// <summary>A repeated request gets a token of its own: tokens are kept nowhere.</summary>
    private async ValueTask<ApiResult> GrantAsync(ApiContext context)
    {
        var input = await context.ReadAsync(SourcePortalAccessIn.Read, optional: true);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out _, out error)) return error;
        return context.Source(node.Catalog) is { } application
            ? portal.Grant(context, application.PublicId, input.Value.Life, input.Value.Capabilities)
            : ApiError.NotFound;
    }
}
