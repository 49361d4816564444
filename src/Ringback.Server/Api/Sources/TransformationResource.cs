using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Auth;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Sources;

/// <summary>
/// <c>…/transformation</c>: Ringback runs no code of yours, so it is off, and can't be switched on. Clients that only look, or make
/// sure that it is off, get what they expect.
/// </summary>
internal sealed class TransformationResource(RingbackNode node, EndpointScope scope)
{
    public void Map(ApiRoutes routes)
    {
        routes.Get(scope.One + "/transformation", scope.Access, context => new(scope.Endpoint(context, node.Catalog) is null
            ? ApiError.NotFound
            : ApiResult.Ok(TransformationOut.None, ApiJson.Default.TransformationOut)));
        routes.Patch(scope.One + "/transformation", scope.Access, PatchAsync, Capability.ManageTransformations);
    }

    private async ValueTask<ApiResult> PatchAsync(ApiContext context)
    {
        var input = await context.ReadAsync(TransformationPatch.Read);
        if (input.Failed(out var error)) return error;
        return scope.Endpoint(context, node.Catalog) is null ? ApiError.NotFound : ApiResult.NoContent;
    }
}
