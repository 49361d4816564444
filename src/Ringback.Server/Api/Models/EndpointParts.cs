using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Signing;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <param name="Key">Null: make one.</param>
/// <param name="Grace">How long the one before signs beside it.</param>
internal sealed record EndpointSecretRotateIn(EndpointSecret? Key, TimeSpan Grace)
{
    public static readonly InputShape Shape = new(
        "EndpointSecretRotateIn", "The new secret. The previous secret also signs until the grace period ends.", """{"gracePeriodSeconds":3600}""");

    private static readonly Field<EndpointSecret> KeyField = Shape.Optional("key", EndpointFields.Secret, "By default, Ringback creates one of the same kind.");
    private static readonly Field<int?> GraceField = Shape.Optional("gracePeriodSeconds", Common.Grace, "How long the old secret remains valid, in seconds; one day by default.");

    public static EndpointSecretRotateIn Read(JsonFields json) => new(
        KeyField.Read(json),
        TimeSpan.FromSeconds(GraceField.Read(json) ?? Common.DefaultGrace));
}

/// <summary>All headers of an endpoint anew.</summary>
internal sealed record EndpointHeadersIn(IReadOnlyDictionary<string, string> Headers)
{
    public static readonly InputShape Shape = new("EndpointHeadersIn", "The headers, which replace all current ones.", """{"headers":{"X-Team":"billing"}}""");

    private static readonly Field<IReadOnlyDictionary<string, string>> HeadersField = Shape.Required(
        "headers", EndpointFields.Headers, "Names that would change how a message is sent or verified are refused.");

    public static EndpointHeadersIn Read(JsonFields json) => new(HeadersField.Read(json) ?? Common.NoMetadata);
}

/// <param name="Headers">Set, or taken away where null.</param>
/// <param name="Deleted">Taken away.</param>
internal sealed record EndpointHeadersPatchIn(IReadOnlyDictionary<string, string?> Headers, IReadOnlyList<string> Deleted)
{
    public static readonly InputShape Shape = new(
        "EndpointHeadersPatchIn", "Headers to set; null removes a header.", """{"headers":{"X-Team":null,"X-Region":"eu"}}""");

    private static readonly Field<IReadOnlyDictionary<string, string?>> HeadersField = Shape.Required("headers", EndpointFields.NullableHeaders, "The values of the headers by name.");
    private static readonly Field<IReadOnlyList<string>> DeletedField =
        Shape.Optional("deleteHeaders", Texts(TextRule.Any, 0, HeaderRules.Most), "More names of headers to remove.");

    public static EndpointHeadersPatchIn Read(JsonFields json) => new(
        HeadersField.Read(json) ?? new Dictionary<string, string?>(StringComparer.Ordinal),
        DeletedField.Read(json) ?? []);
}

internal sealed record EndpointSecretOut(
    [property: Note("The secret that receivers verify messages with.", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")] string Key);

/// <param name="Headers">Those that may be shown.</param>
internal sealed record EndpointHeadersOut(
    [property: Note("Headers that are sent with every message.", """{"X-Team":"billing"}""")] IReadOnlyDictionary<string, string> Headers,
    [property: Note("The names of headers whose values are never shown.", """["authorization"]""")] IReadOnlyList<string> Sensitive)
{
    public static EndpointHeadersOut FromHeaders(IReadOnlyDictionary<string, string>? headers)
    {
        headers ??= Common.NoMetadata;
        return new EndpointHeadersOut(
            headers.Where(h => !HeaderRules.IsSensitive(h.Key)).ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal),
            [.. headers.Keys.Where(HeaderRules.IsSensitive)]);
    }
}

internal sealed record EndpointStats(
    [property: Note("Deliveries that succeeded.", "42")] long Success,
    [property: Note("Deliveries that haven't ended; counted up to 10,000.", "3")] long Pending,
    [property: Note("Always 0, because a delivery in flight counts as pending.", "0")] long Sending,
    [property: Note("Deliveries that failed after all retries.", "1")] long Fail,
    [property: Note("Deliveries that were canceled, because the endpoint was disabled or the payload was removed.", "0")] long Canceled);
