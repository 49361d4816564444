using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Api.Sources;

namespace Ringback.Server.Api.OpenApi;

internal static class ExpectationDocs
{
    private const string Many = "/api/v1/source/{source_id}/expectation";
    private const string One = Many + "/{expectation_id}";

    public static ResourceDocs All { get; } = new(
        "Expectation",
        "A webhook that should come from a source, and how its provider is asked when it doesn't. Ours.",
        [
            new Operation("GET", Many, "expectation.list", "List expectations", "Newest first, unless asked otherwise.")
            {
                Query = [.. PageQuery.Parameters, ExpectationResource.Key, ExpectationResource.Status],
                Answer = ApiJson.Default.ListOutExpectationOut,
            },
            new Operation(
                "POST", Many, "expectation.create", "Expect a webhook",
                "If its event has come within `lookBack`, it is fulfilled at once. From the deadline on the provider is asked; what it answers becomes an event of the source, marked as reconciled, of which a webhook that comes late is a duplicate.")
            {
                Body = ExpectationIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.ExpectationOut,
            },
            new Operation("GET", One, "expectation.get", "Read an expectation", "With the times that the provider was asked.") { Answer = ApiJson.Default.ExpectationOut },
            new Operation("DELETE", One, "expectation.cancel", "Cancel an expectation", "Nobody is asked any more. It stays on record.")
            {
                Status = 204,
                Refusals = [new Refusal(409, "conflict", "It has ended already.")],
            },
        ]);
}
