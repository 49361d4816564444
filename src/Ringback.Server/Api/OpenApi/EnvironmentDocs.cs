using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class EnvironmentDocs
{
    public static ResourceDocs All { get; } = new(
        "Environment", "Event types, to take from one server to another.",
        [
            new InputSchema(
                "EnvironmentIn", "What an export answered.", """{"version":1,"eventTypes":[{"name":"invoice.paid","description":"An invoice was paid in full."}]}""",
                May("eventTypes", List(Ref("EventTypeIn"), 0, 10_000), "Each replaces the one with its name; what isn't named stays.")),
        ],
        [
            new Operation("POST", "/api/v1/environment/export", "environment.export", "Export event types") { Answer = ApiJson.Default.EnvironmentOut },
            new Operation("POST", "/api/v1/environment/import", "environment.import", "Import event types", "All of them, or none.") { Body = "EnvironmentIn", Status = 204 },
        ]);
}
