using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class EventTypeDocs
{
    private const string Many = "/api/v1/event-type";
    private const string One = Many + "/{event_type_name}";

    public static ResourceDocs All { get; } = new(
        "Event type", "The kinds of events that messages can be about, such as `invoice.paid`. The type of a message doesn't need to be registered, but a type in an endpoint's filter must be.",
        [
            new DescribedOperation("GET", Many, "event-type.list", "List event types")
            {
                Query =
                [
                    PageQuery.LimitParameter,
                    EventTypeResource.Iterator,
                    EventTypeResource.Order,
                    EventTypeResource.IncludeArchived,
                    EventTypeResource.WithContent,
                ],
                Answer = ApiJson.Default.ListOutEventTypeOut,
            },
            new DescribedOperation("POST", Many, "event-type.create", "Register an event type", "An archived type is restored.")
            {
                Body = EventTypeIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.EventTypeOut,
                Refusals = [new DescribedRefusal(409, "event_type_exists", "An event type with this name exists.")],
            },
            new DescribedOperation("POST", Many + "/import/openapi", "event-type.import-openapi", "Register the event types of an OpenAPI document")
            {
                Body = EventTypeImportOpenApiIn.Shape,
                Answer = ApiJson.Default.EventTypeImportOpenApiOut,
            },
            new DescribedOperation("GET", One, "event-type.get", "Read an event type") { Answer = ApiJson.Default.EventTypeOut },
            new DescribedOperation("PUT", One, "event-type.upsert", "Register or replace an event type")
            {
                Body = EventTypeIn.Fields.Upsert,
                OtherStatus = 201,
                Answer = ApiJson.Default.EventTypeOut,
            },
            new DescribedOperation("PATCH", One, "event-type.patch", "Change an event type") { Body = EventTypePatch.Fields.Shape, Answer = ApiJson.Default.EventTypeOut },
            new DescribedOperation("DELETE", One, "event-type.delete", "Archive an event type", "It stays valid in the filters of endpoints, and can be restored.")
            {
                Query = [EventTypeResource.Expunge],
                Status = 204,
            },
        ]);
}
