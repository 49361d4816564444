using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

internal static class EnvironmentDocs
{
    public static ResourceDocs All { get; } = new(
        "Environment", "Event types, to take from one server to another.",
        [
            new Operation("POST", "/api/v1/environment/export", "environment.export", "Export event types") { Answer = ApiJson.Default.EnvironmentOut },
            new Operation("POST", "/api/v1/environment/import", "environment.import", "Import event types", "All of them, or none.") { Body = EnvironmentIn.Shape, Status = 204 },
        ]);
}
