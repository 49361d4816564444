using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>/app/{app_id}/endpoint</c>: where an application's messages go.</summary>
internal sealed class EndpointResource(RingbackNode node, IMessageHistory history, IJobStore jobs)
{
    public void Map(ApiRoutes routes)
    {
        var (scope, draft) = (EndpointScope.OfApplication, new EndpointDraft(node));
        new EndpointManagement(node, draft, scope).Map(routes);
        new EndpointSecretResource(node, draft, scope).Map(routes);
        new EndpointHeadersResource(node, draft, scope).Map(routes);
        new EndpointReplayResource(node, jobs).Map(routes, scope.One);
        new EndpointStatsResource(node, history).Map(routes, scope.One);
    }
}
