using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Operations;

/// <summary><c>/connection</c>: the databases that an organisation's operations may use, and how they stand. Ours.</summary>
internal sealed class ConnectionResource(RingbackNode node)
{
    public void Map(ApiRoutes routes) => routes.Get("/api/v1/connection", Access.Organisation, context => new(List(context)));

    /// <summary>They come from the settings and are few: one page.</summary>
    private ApiResult List(ApiContext context) => ApiResult.Ok(
        ListOut<ConnectionOut>.Create([.. node.Databases.ReportsFor(context.Credential.OrgId).Select(ConnectionOut.FromReport)], done: true, static one => one.Name),
        ApiJson.Default.ListOutConnectionOut);
}
