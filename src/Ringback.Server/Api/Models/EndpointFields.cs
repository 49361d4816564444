using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Signing;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>Fields of endpoints that more than one input has.</summary>
internal static class EndpointFields
{
    public static readonly string[] Kinds = ["http", "poller"];
    public static readonly string[] Orders = ["any", "fifo"];
    public static readonly string[] Exhaustions = ["skip", "hold"];

    public static string? Url(JsonFields fields, Need need)
    {
        if (fields.Text("url", TextRule.Any, need) is not { } text) return null;
        if (DestinationUrl.TryParse(text, out var url, out var error)) return DestinationUrl.Normalised(url);
        fields.Add("url", error);
        return null;
    }

    public static EndpointSecret? Secret(JsonFields fields, string name)
    {
        if (fields.Text(name, TextRule.Any) is not { } text) return null;
        if (EndpointSecret.TryParse(text, out var secret, out var error)) return secret;
        fields.Add(name, error);
        return null;
    }

    public static EndpointKind? Kind(JsonFields fields) => (EndpointKind?)fields.Choice("kind", Kinds);

    public static DeliveryOrder? Order(JsonFields fields, Need need = Need.Optional) =>
        (DeliveryOrder?)fields.Choice("deliveryOrder", Orders, need);

    public static WhenExhausted? Exhausted(JsonFields fields, Need need = Need.Optional) =>
        (WhenExhausted?)fields.Choice("whenExhausted", Exhaustions, need);

    public static IReadOnlyDictionary<string, string>? Headers(JsonFields fields, string name, Need need = Need.Optional) =>
        NullableHeaders(fields, name, nulls: false, need)?.ToDictionary(h => h.Key, h => h.Value ?? "", StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyDictionary<string, string?>? NullableHeaders(JsonFields fields, string name, bool nulls, Need need)
    {
        var headers = fields.NullableMap(name, TextRule.Any, TextRule.Any, HeaderRules.MostBytes, nulls, need);
        if (headers is null) return null;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, value) in headers)
        {
            if (HeaderRules.Problem(header, value) is { } problem) fields.Add(name, $"\"{header}\" {problem}");
            else if (!seen.Add(header)) fields.Add(name, $"\"{header}\" is given twice");
        }
        return fields.Errors.Any ? null : headers;
    }
}
