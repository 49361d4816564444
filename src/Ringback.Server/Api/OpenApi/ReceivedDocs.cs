using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

internal static class ReceivedDocs
{
    private const string One = "/api/v1/source/{source_id}";

    public static ResourceDocs All { get; } = new(
        "Received",
        "What came to a source, as it came, and what it refused. Ours.",
        [
            new Operation("GET", One + "/event/{msg_id}", "source.event.get", "Read an event with the request that brought it", "Its headers and body as they came, secrets masked, and how often it came again. For a message that was posted, 404.")
            {
                Answer = ApiJson.Default.ReceivedEventOut,
            },
            new Operation("GET", One + "/refused", "source.refused.list", "See what a source refused", "The last 50 requests, newest first, each with the reason and a part of its body; and how many there were of each reason.")
            {
                Answer = ApiJson.Default.RefusedOut,
            },
        ]);
}
