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
            new Operation("POST", Many, "event-type.create", "Register an event type", "An archived type is restored.")
            {
                Body = EventTypeIn.Fields.Shape,
                Status = 201,
                Answer = ApiJson.Default.EventTypeOut,
                Refusals = [new Refusal(409, "event_type_exists", "An event type with this name exists.")],
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
            new Operation("DELETE", One, "event-type.delete", "Archive an event type", "It stays valid in the filters of endpoints, and can be restored.")
            {
                Query = [EventTypeResource.Expunge],
                Status = 204,
            },
        ]);
}
