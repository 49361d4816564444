namespace Ringback.Server.Api.OpenApi;

internal static class HealthDocs
{
    public static ResourceDocs All { get; } = new(
        "Health", "Whether the server is there.",
        [
            new Operation("GET", "/api/v1/health", "health.get", "Ask whether the server answers") { Status = 204 },
            new Operation("HEAD", "/api/v1/health", "health.head", "Ask whether the server answers") { Status = 204 },
            new Operation("GET", "/api/v1/health/ping", "health.ping", "Ask whether the server answers") { Status = 204 },
            new Operation("HEAD", "/api/v1/health/ping", "health.ping-head", "Ask whether the server answers") { Status = 204 },
        ]);
}
