using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api;

/// <summary>The resources of the API, a line each; what they need comes from the services.</summary>
internal static class ApiResources
{
    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
    }
}
