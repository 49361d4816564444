using Ringback.Server.Api.Models;
using static Ringback.Server.Api.OpenApi.Schema;

namespace Ringback.Server.Api.OpenApi;

internal static class EventTypeDocs
{
    private const string Many = "/api/v1/event-type";
    private const string One = Many + "/{event_type_name}";

    private static InputField[] Fields =>
    [
        Need("description", Text(0, 65_536), "What happened, for those who subscribe."),
        May("archived", Flag(), "Whether it is out of use."),
        May("deprecated", Flag(), "Whether subscribers should leave it."),
        May("schemas", Any(), "JSON schemas of the payload by version: `{\"1\": {…}}`."),
        May("groupName", Name(), "For showing types together."),
        May("featureFlags", Set(Name(), 1, 25), "Portals show it only to those who have one of these. Also `featureFlag`, one text."),
        May("retrySchedule", Text(), "Ours: waits between attempts in the place of the server's, as `5s,5m,30m`."),
    ];

    public static ResourceDocs All { get; } = new(
        "Event type", "What messages can be about: `invoice.paid`. A message's type need not be registered; an endpoint's filter must.",
        [
            new InputSchema(
                "EventTypeIn", "An event type, whole.", """{"name":"invoice.paid","description":"An invoice was paid in full."}""",
                [Need("name", Name(), "Unique: `invoice.paid`."), .. Fields]),
            new InputSchema("EventTypeUpdate", "An event type, whole; its name is in the path.", """{"description":"An invoice was paid."}""", Fields),
            new InputSchema(
                "EventTypePatch", "What is to change; the rest stays.", """{"deprecated":true}""",
                Some("description", Text(0, 65_536), "What happened."),
                Some("archived", Flag(), "Whether it is out of use."),
                Some("deprecated", Flag(), "Whether subscribers should leave it."),
                May("schemas", Any(), "JSON schemas of the payload by version."),
                May("groupName", Name(), "For showing types together."),
                May("featureFlags", Set(Name(), 1, 25), "Portals show it only to those who have one of these."),
                May("retrySchedule", Text(), "Ours: as `5s,5m,30m`; null takes the server's.")),
            new InputSchema(
                "EventTypeImportOpenApiIn", "An OpenAPI document whose `webhooks` become event types.",
                """{"spec":{"openapi":"3.1.0","info":{"title":"Shop","version":"1"},"webhooks":{"order.made":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object"}}}}}}}}}""",
                May("spec", Any(), "The document; this or `specRaw`."),
                May("specRaw", Text(), "The document as text, JSON or YAML."),
                May("dryRun", Flag(), "Whether only to say what would change."),
                May("replaceAll", Flag(), "Whether to archive the types that the document doesn't have.")),
        ],
        [
            new Operation("GET", Many, "event-type.list", "List event types")
            {
                Query =
                [
                    Parameters.Limit,
                    new Parameter("iterator", Text(), "Goes on after this name, the `iterator` of an earlier answer."),
                    new Parameter("order", Choice("ascending", "descending"), "By name."),
                    new Parameter("include_archived", Flag(), "Whether archived ones are shown."),
                    new Parameter("with_content", Flag(), "Whether schemas are in the answer; false when left out."),
                ],
                Answer = ApiJson.Default.ListOutEventTypeOut,
            },
            new Operation("POST", Many, "event-type.create", "Register an event type", "One that is archived comes back.")
            {
                Body = "EventTypeIn",
                Status = 201,
                Answer = ApiJson.Default.EventTypeOut,
                Refusals = [new Refusal(409, "event_type_exists", "There is one with this name.")],
            },
            new Operation("POST", Many + "/import/openapi", "event-type.import-openapi", "Register the event types of an OpenAPI document")
            {
                Body = "EventTypeImportOpenApiIn",
                Answer = ApiJson.Default.EventTypeImportOpenApiOut,
            },
            new Operation("GET", One, "event-type.get", "Read an event type") { Answer = ApiJson.Default.EventTypeOut },
            new Operation("PUT", One, "event-type.upsert", "Register or replace an event type")
            {
                Body = "EventTypeUpdate",
                OtherStatus = 201,
                Answer = ApiJson.Default.EventTypeOut,
            },
            new Operation("PATCH", One, "event-type.patch", "Change an event type") { Body = "EventTypePatch", Answer = ApiJson.Default.EventTypeOut },
            new Operation("DELETE", One, "event-type.delete", "Archive an event type", "It stays valid in endpoints' filters, and can come back.")
            {
                Query = [new Parameter("expunge", Flag(), "Whether to take it away for good.")],
                Status = 204,
            },
        ]);
}
