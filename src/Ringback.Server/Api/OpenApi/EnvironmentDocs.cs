using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

internal static class EnvironmentDocs
{
    public static ResourceDocs All { get; } = new(
        "Environment", "Event types that can be copied from one server to another.",
        [
            new DescribedOperation("POST", "/api/v1/environment/export", "environment.export", "Export event types") { Answer = ApiJson.Default.EnvironmentOut },
            new DescribedOperation("POST", "/api/v1/environment/import", "environment.import", "Import event types", "Either all of them are imported, or none.") { Body = EnvironmentIn.Shape, Status = 204 },
        ]);
}
