using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Which event is the awaited one.</summary>
internal static class FulfilmentIn
{
    public static readonly InputShape Shape = new(
        "Fulfilment", "Which event is the awaited one.", """{"keyPointer":"/data/object/id","eventTypes":["payment.paid","payment.failed"]}""");

    private static readonly Field<string> KeyPointer = Shape.Required(
        "keyPointer", TemplateFields.Pointer, "Where in an event the key stands (JSON Pointer). In a rule, its own when left out.");

    private static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional(
        "eventTypes", TemplateFields.ProviderEventTypes, "One of these, as the provider writes them. Null: any.");

    private static readonly Field<IReadOnlyList<Condition>> Conditions = Shape.Optional("conditions", ConditionFields.All, "All of which its JSON body must meet.");
    private static readonly Field<string> OtherKeyPointer = KeyPointer.As(Need.Optional);

    /// <param name="json">Null when it is missing, which is noted already.</param>
    /// <param name="keyPointer">Where the key stands when the field doesn't say; null: it must.</param>
    public static Fulfilment Read(JsonFields? json, string? keyPointer = null)
    {
        if (json is null) return new Fulfilment(keyPointer ?? "");
        var pointer = (keyPointer is null ? KeyPointer : OtherKeyPointer).Read(json);
        return new Fulfilment(pointer ?? keyPointer ?? "", EventTypes.Read(json), Conditions.Read(json));
    }
}
