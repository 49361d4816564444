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
        "A webhook that should come from a source, and how Ringback polls the provider if it doesn't come. Added by Ringback.",
        [
            new DescribedOperation("GET", Many, "expectation.list", "List expectations", "By default, the newest is first.")
            {
                Query = [.. PageQuery.Parameters, ExpectationResource.Key, ExpectationResource.Status],
                Answer = ApiJson.Default.ListOutExpectationOut,
            },
            new DescribedOperation(
                "POST", Many, "expectation.create", "Expect a webhook",
                "If the event has come within `lookBack`, the expectation is fulfilled at once. After the deadline Ringback polls the provider and makes an event of the source from its answer, marked as reconciled. A webhook that comes later is a duplicate of this event.")
            {
                Body = ExpectationIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.ExpectationOut,
            },
            new DescribedOperation("GET", One, "expectation.get", "Read an expectation", "The answer has its polls.") { Answer = ApiJson.Default.ExpectationOut },
            new DescribedOperation("DELETE", One, "expectation.cancel", "Cancel an expectation", "Ringback stops polling. The expectation stays on record.")
            {
                Status = 204,
                Refusals = [new DescribedRefusal(409, "conflict", "The expectation has already ended.")],
            },
        ]);
}
