using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Templates;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>A message of an operation, as its POST and PUT take it.</summary>
internal static class EmitOperationIn
{
    public static readonly InputShape Shape = new(
        "EmitOperation", "A message to one of your applications. Its event id consists of the ids of the message and the operation. Placeholders work as in `HttpOperation`.",
        """{"application":"{{/data/object/metadata/customer}}","eventType":"payment.received","payload":{"amount":"{{/data/object/amount}}"}}""");

    private static readonly Field<string> Application = Shape.Required("application", TemplateFields.Template, "The id or uid of an application, not of a source.");
    private static readonly Field<string> EventType = Shape.Required("eventType", TemplateFields.Template.And(ProblemOfType), "The event type of the message.");
    private static readonly Field<JsonElement?> Payload = Shape.Optional("payload", TemplateFields.Json, "JSON; by default the event itself.");
    private static readonly Field<IReadOnlyList<string>> Channels = Shape.Optional("channels", Common.Channels, "The channels of the message.");

    public static EmitOperation Read(JsonFields json)
    {
        Shape.RefuseOthers(json);
        return new EmitOperation(Application.Read(json) ?? "", EventType.Read(json) ?? "", Payload.Read(json), Channels.Read(json));
    }

    /// <summary>What stands there as it will be sent is checked now, what a place gives it when there is an event.</summary>
    private static string? ProblemOfType(string text) =>
        Template.TryParse(text, out var template, out _) && template.IsLiteral ? TextRule.EventType.Problem(text) : null;
}
