using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>What <c>transformationsParams</c> of a message may say: a payload that is sent as it is, and its content type.</summary>
/// <param name="Body">Null: the message's payload is sent.</param>
internal sealed record RawPayloadIn(string? Body, RawPayloadHeadersIn? Headers)
{
    public static readonly InputShape Shape = new(
        "RawPayloadIn", "A payload that is sent as it is.", """{"rawPayload":"a;b","headers":{"content-type":"text/csv"}}""");

    private static readonly Field<string> BodyField = Shape.Optional("rawPayload", Text(TextRule.Any), "The text that is sent instead of the payload.");
    private static readonly Field<JsonFields> HeadersField = Shape.Optional("headers", Object(RawPayloadHeadersIn.Shape), "The headers of this text.");

    public static RawPayloadIn Read(JsonFields json) => new(
        BodyField.Read(json), HeadersField.Read(json) is { } headers ? RawPayloadHeadersIn.Read(headers) : null);
}

/// <param name="ContentType">Null: JSON.</param>
internal sealed record RawPayloadHeadersIn(string? ContentType)
{
    public static readonly InputShape Shape = new("RawPayloadHeadersIn", "The headers of a text that is sent as it is.", """{"content-type":"text/csv"}""");

    private static readonly Field<string> ContentTypeField = Shape.Optional(
        "content-type", Text(TextRule.Printable(256)), "The content type of the text; `application/json` by default.", "Content-Type");

    public static RawPayloadHeadersIn Read(JsonFields json) => new(ContentTypeField.Read(json));
}
