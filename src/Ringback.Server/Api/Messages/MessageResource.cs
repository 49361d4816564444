using Ringback.Server.Api.Http;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Messages;

/// <summary>Messages of an application.</summary>
internal sealed class MessageResource(RingbackNode node)
{
    private const string Path = "/api/v1/app/{app_id}/msg";

    public void Map(ApiRoutes routes)
    {
        routes.Post(Path, Access.Organisation, new MessageCreate(node).PostAsync);
    }
}
