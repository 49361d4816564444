using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.OpenApi;

internal static class ReceivedDocs
{
    private const string One = "/api/v1/source/{source_id}";

    public static ResourceDocs All { get; } = new(
        "Received",
        "Events of a source as they were received, and refused requests. Added by Ringback.",
        [
            new DescribedOperation("GET", One + "/event/{msg_id}", "source.event.get", "Read an event with its request", "The headers and the body as they were received, with masked secrets, and the number of duplicates. A posted message is answered with 404.")
            {
                Answer = ApiJson.Default.ReceivedEventOut,
            },
            new DescribedOperation("GET", One + "/refused", "source.refused.list", "List the refused requests of a source", "The last 50 refused requests, newest first, each with the reason and the start of its body, and the number of requests for each reason.")
            {
                Answer = ApiJson.Default.RefusedOut,
            },
        ]);
}
