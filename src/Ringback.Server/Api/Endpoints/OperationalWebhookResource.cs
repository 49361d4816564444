using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Endpoints;

/// <summary><c>/operational-webhook/endpoint</c>: where an organisation is told what happens to its endpoints and deliveries.</summary>
internal sealed class OperationalWebhookResource(RingbackNode node)
{
    public void Map(ApiRoutes routes)
    {
        var (scope, draft) = (EndpointScope.Operational, new EndpointDraft(node));
        new EndpointManagement(node, draft, scope).Map(routes);
        new EndpointSecretResource(node, draft, scope).Map(routes);
        new EndpointHeadersResource(node, draft, scope).Map(routes);
    }
}
