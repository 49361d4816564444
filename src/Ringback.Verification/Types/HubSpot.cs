using System.Buffers;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

/// <summary>
/// HubSpot's three signatures (https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation). A
/// source takes one of them: of two, whoever forges chooses the weaker.
/// </summary>
internal static class HubSpot
{
    private static readonly SearchValues<string> Encoded =
        SearchValues.Create(["%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B"], StringComparison.OrdinalIgnoreCase);

    private static readonly SignatureScheme Plain = new() { Signature = new HeaderPlace("X-HubSpot-Signature"), SignsJsonOnly = true };

    /// <summary>The row of the version that the configuration names (<c>signatureVersion</c>); v3 unless it says otherwise.</summary>
    public static ProviderRow Read(ConfigReader config)
    {
        var row = ProviderRows.All.First(static row => row.Type == "hubspot");
        return config.Choice("signatureVersion", "v3", "v1", "v2", "v3") switch
        {
            "v1" => row with { Scheme = Plain, Key = KeyForm.HashedBefore },
            "v2" => row with { Scheme = Plain with { Signed = SignedTemplate.Parse("{method}{url}{body}") }, Key = KeyForm.HashedBefore },
            _ => row,
        };
    }

    /// <summary>As v3 signs it: with the twelve characters decoded that its documentation lists, and no others.</summary>
    public static string DecodeUrl(string url)
    {
        if (!url.AsSpan().ContainsAny(Encoded)) return url;
        var decoded = new System.Text.StringBuilder(url.Length);
        var rest = url.AsSpan();
        for (int at; (at = rest.IndexOfAny(Encoded)) >= 0; rest = rest[(at + 3)..])
        {
            decoded.Append(rest[..at]);
            decoded.Append((char)Convert.FromHexString(rest.Slice(at + 1, 2))[0]);
        }
        return decoded.Append(rest).ToString();
    }
}
