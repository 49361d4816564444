namespace Ringback.Server.Api.OpenApi;

internal static class HealthDocs
{
    public static ResourceDocs All { get; } = new(
        "Health", "Whether the server is running.",
        [
            new DescribedOperation("GET", "/api/v1/health", "health.get", "Check whether the server answers") { Status = 204 },
            new DescribedOperation("HEAD", "/api/v1/health", "health.head", "Check whether the server answers") { Status = 204 },
            new DescribedOperation("GET", "/api/v1/health/ping", "health.ping", "Check whether the server answers") { Status = 204 },
            new DescribedOperation("HEAD", "/api/v1/health/ping", "health.ping-head", "Check whether the server answers") { Status = 204 },
        ]);
}
