using Ringback.Verification.Text;

namespace Ringback.Core.Catalog;

/// <summary>What of a source's requests is let in, before and beside their signature.</summary>
/// <param name="RequestsPerSecond">Of those that verify; null is unlimited.</param>
/// <param name="UnverifiedPerSecond">Of those that don't: a limit apart, so that forgers take nothing from the provider.</param>
/// <param name="MaxBodyBytes">Of the body as it comes.</param>
/// <param name="Methods">Of requests that carry events, in capitals; null: POST. A provider's handshake may use another.</param>
/// <param name="ContentTypes">Media types without parameters, or <c>text/*</c>, in lower case; null: any, or none given.</param>
/// <param name="AllowedSources">Addresses that may call; null: any.</param>
/// <param name="TrustedProxies">Addresses whose word on who calls, and by which URL, is believed; null: none.</param>
internal sealed record SourceRules(
    int? RequestsPerSecond = null,
    int UnverifiedPerSecond = SourceRules.DefaultUnverifiedPerSecond,
    int MaxBodyBytes = SourceRules.DefaultMaxBodyBytes,
    IReadOnlyList<string>? Methods = null,
    IReadOnlyList<string>? ContentTypes = null,
    CidrList? AllowedSources = null,
    CidrList? TrustedProxies = null)
{
    public const int DefaultUnverifiedPerSecond = 20;
    public const int DefaultMaxBodyBytes = 1024 * 1024;

    /// <summary>What GitHub sends at most, the largest of the providers.</summary>
    public const int LargestMaxBodyBytes = 25 * 1024 * 1024;

    public static readonly SourceRules Default = new();

    public bool AllowsMethod(string method) => Methods?.Contains(method, StringComparer.Ordinal) ?? method == "POST";

    /// <param name="header">The whole header <c>Content-Type</c>; null when there is none.</param>
    public bool AllowsContentType(string? header)
    {
        if (ContentTypes is null) return true;
        var type = header.AsSpan();
        if (type.IndexOf(';') is var end and >= 0) type = type[..end];
        type = type.Trim();
        foreach (var allowed in ContentTypes)
        {
            var matches = allowed.EndsWith("/*", StringComparison.Ordinal)
                ? type.StartsWith(allowed.AsSpan(0, allowed.Length - 1), StringComparison.OrdinalIgnoreCase)
                : type.Equals(allowed, StringComparison.OrdinalIgnoreCase);
            if (matches) return true;
        }
        return false;
    }
}
