using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Auth;
using Ringback.Server.Api.Endpoints;
using Ringback.Server.Api.Environment;
using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Operations;
using Ringback.Server.Api.Poller;
using Ringback.Server.Api.Sources;
using Ringback.Server.Api.Tasks;

namespace Ringback.Server.Api;

/// <summary>The resources of the API, a line each; what they need comes from the services.</summary>
internal static class ApiResources
{
    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
        ActivatorUtilities.CreateInstance<ApplicationResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<EndpointResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<SourceResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<ReceivedResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<ExpectationResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<SourcePortalResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<OperationResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<ConnectionResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<EventTypeResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<OpenApiImport>(services).Map(routes);
        ActivatorUtilities.CreateInstance<EnvironmentResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<OperationalWebhookResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<AuthResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<MessageResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<SendExampleResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<AttemptResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<PollerResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<TaskResource>(services).Map(routes);
        ActivatorUtilities.CreateInstance<UsageResource>(services).Map(routes);
    }
}
