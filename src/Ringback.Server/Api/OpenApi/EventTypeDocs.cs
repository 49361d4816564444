using Ringback.Server.Api.EventTypes;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class EventTypeDocs
{
    private const string Many = "/api/v1/event-type";
    private const string One = Many + "/{event_type_name}";

    public static ResourceDocs All { get; } = new(
        "Event type", "What messages can be about: `invoice.paid`. A message's type need not be registered; an endpoint's filter must.",
        [
            new Operation("GET", Many, "event-type.list", "List event types")
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
            new Operation("POST", Many, "event-type.create", "Register an event type", "One that is archived comes back.")
            {
                Body = EventTypeIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.EventTypeOut,
                Refusals = [new Refusal(409, "event_type_exists", "There is one with this name.")],
            },
            new Operation("POST", Many + "/import/openapi", "event-type.import-openapi", "Register the event types of an OpenAPI document")
            {
                Body = EventTypeImportOpenApiIn.Shape,
                Answer = ApiJson.Default.EventTypeImportOpenApiOut,
            },
            new Operation("GET", One, "event-type.get", "Read an event type") { Answer = ApiJson.Default.EventTypeOut },
            new Operation("PUT", One, "event-type.upsert", "Register or replace an event type")
            {
                Body = EventTypeIn.Fields.Upsert,
                OtherStatus = 201,
                Answer = ApiJson.Default.EventTypeOut,
            },
            new Operation("PATCH", One, "event-type.patch", "Change an event type") { Body = EventTypePatch.Fields.Shape, Answer = ApiJson.Default.EventTypeOut },
            new Operation("DELETE", One, "event-type.delete", "Archive an event type", "It stays valid in endpoints' filters, and can come back.")
            {
                Query = [EventTypeResource.Expunge],
                Status = 204,
            },
        ]);
}
