using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Signing;
using static Ringback.Server.Api.Inputs.FieldRules;

namespace Ringback.Server.Api.Models;

/// <summary>Rules of endpoints that more than one input has.</summary>
internal static class EndpointFields
{
    /// <value>In the order of <see cref="EndpointKind"/>.</value>
    public static readonly string[] Kinds = ["http", "poller"];
    public static readonly string[] Orders = ["any", "fifo"];
    public static readonly string[] Exhaustions = ["skip", "hold"];

    public static readonly FieldRule<string> Url = Parsed<string>(ParseUrl, static () => Schema.Url(DestinationUrl.MaxLength));

    public static readonly FieldRule<EndpointSecret> Secret = Parsed<EndpointSecret>(
        static (text, out secret) => EndpointSecret.TryParse(text, out secret, out var error) ? null : error, static () => Schema.Text());

    public static readonly FieldRule<EndpointKind?> Kind = Choice(Kinds, static at => (EndpointKind)at);

    public static readonly FieldRule<DeliveryOrder?> Order = Choice(Orders, static at => (DeliveryOrder)at);

    public static readonly FieldRule<WhenExhausted?> Exhausted = Choice(Exhaustions, static at => (WhenExhausted)at);

    public static readonly FieldRule<IReadOnlyDictionary<string, string>> Headers = Own<IReadOnlyDictionary<string, string>>(
        static (fields, name, need) => ReadHeaders(fields, name, need, nulls: false)?.ToDictionary(h => h.Key, h => h.Value ?? "", StringComparer.OrdinalIgnoreCase),
        static () => Schema.Map(Schema.Text()));

    /// <summary>The same, with null for one that is taken away.</summary>
    public static readonly FieldRule<IReadOnlyDictionary<string, string?>> NullableHeaders = Own<IReadOnlyDictionary<string, string?>>(
        static (fields, name, need) => ReadHeaders(fields, name, need, nulls: true),
        static () => Schema.Map(Schema.OrNull(Schema.Text())));

    public static EndpointKind KindOf(Endpoint endpoint) => endpoint is PollerEndpoint ? EndpointKind.Poller : EndpointKind.Http;

    private static string? ParseUrl(string text, out string? normalised)
    {
        normalised = DestinationUrl.TryParse(text, out var url, out var error) ? DestinationUrl.Normalised(url) : null;
        return error;
    }

    private static IReadOnlyDictionary<string, string?>? ReadHeaders(JsonFields fields, string name, Need need, bool nulls)
    {
        var headers = fields.NullableMap(name, TextRule.Any, TextRule.Any, HeaderRules.MostBytes, nulls, need);
        if (headers is null) return null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, value) in headers)
        {
            if (HeaderRules.Problem(header, value) is { } problem) fields.Add(name, $"\"{header}\" {problem}");
            else if (!seen.Add(header)) fields.Add(name, $"\"{header}\" {RepeatedField.Problem}");
        }
        return fields.Errors.Any ? null : headers;
    }
}
