using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What an answer of a provider becomes.</summary>
internal static class MadeEventIn
{
    public static readonly InputShape Shape = new(
        "MadeEvent", "The event that is made from an answer. Placeholders are replaced by values of the answer, and `{{}}` by the whole answer.",
        """{"type":"payment.{{/status}}","id":"{{/id}}-{{/status}}","payload":{"type":"payment.{{/status}}","data":{"object":"{{}}"}}}""");

    private static readonly Field<string> Type = Shape.Optional("type", TemplateFields.Template, "A template. It is required unless exactly one type is expected.");
    private static readonly Field<string> Id = Shape.Optional(
        "id", TemplateFields.Template, "A template for the `eventId`. A webhook with the same id is a duplicate.");

    private static readonly Field<JsonElement?> Payload = Shape.Optional(
        "payload", TemplateFields.Json, "A template of JSON; by default the answer as it is. Give it the same structure as the webhook, so that a late webhook is recognised.");

    private static readonly Field<IReadOnlyList<string>> NaturalKey = Shape.Optional(
        "naturalKey", NaturalKeyIn.ValuesRule, "Values of the answer in the order of the source's natural key, if the payload doesn't have the same structure as the webhook.");

    private static readonly Field<string> NeededType = Type.As(Need.Required);

    /// <param name="only">The one type that is awaited; null: several are, or any.</param>
    public static MadeEvent Read(JsonFields json, string? only)
    {
        Shape.RefuseOthers(json);
        return new MadeEvent((only is null ? NeededType : Type).Read(json) ?? only ?? "", Id.Read(json), Payload.Read(json), NaturalKey.Read(json));
    }
}

/// <summary>What says that two events mean the same.</summary>
internal static class NaturalKeyIn
{
    public static readonly InputShape Shape = new(
        "NaturalKey", "The values that identify an event, such as an object and its state; two events with the same values are the same event, even with different ids.",
        """{"values":["$message.eventType","/data/object/id"],"eventTypes":["payment.paid"]}""");

    public static readonly FieldRule<IReadOnlyList<string>> ValuesRule = TemplateFields.Values(NaturalKey.Most);

    private static readonly Field<IReadOnlyList<string>> Values = Shape.Required("values", ValuesRule, "JSON Pointers into the event, or `$message.eventType`.");
    private static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional(
        "eventTypes", TemplateFields.ProviderEventTypes, "Only events of these types; by default all.");

    public static NaturalKey Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new NaturalKey(Values.Read(json) ?? [], EventTypes.Read(json));
    }
}
