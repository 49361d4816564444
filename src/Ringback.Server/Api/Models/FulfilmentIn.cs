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
        "Fulfilment", "Which event fulfils the expectation.", """{"keyPointer":"/data/object/id","eventTypes":["payment.paid","payment.failed"]}""");

    private static readonly Field<string> KeyPointer = Shape.Required(
        "keyPointer", TemplateFields.Pointer, "The JSON Pointer to the key in the event. In a rule, by default that of the rule.");

    private static readonly Field<IReadOnlyList<string>> EventTypes = Shape.Optional(
        "eventTypes", TemplateFields.ProviderEventTypes, "The type is one of these, as the provider writes them. Null means any.");

    private static readonly Field<IReadOnlyList<Condition>> Conditions = Shape.Optional("conditions", ConditionFields.All, "The JSON body must meet all conditions.");
    private static readonly Field<string> OtherKeyPointer = KeyPointer.As(Need.Optional);

    /// <param name="json">Null when it is missing, which is noted already.</param>
    /// <param name="keyPointer">Where the key stands when the field doesn't say; null: it must.</param>
    public static Fulfilment Read(JsonFields? json, string? keyPointer = null)
    {
        if (json is null) return new Fulfilment(keyPointer ?? "");
        Shape.RefuseOthers(json);
        var pointer = (keyPointer is null ? KeyPointer : OtherKeyPointer).Read(json);
        return new Fulfilment(pointer ?? keyPointer ?? "", EventTypes.Read(json), Conditions.Read(json));
    }
}
