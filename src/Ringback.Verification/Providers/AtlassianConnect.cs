using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Jwt;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Webhooks of an Atlassian Connect app (https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/): a token
/// signed with the secret of the app's installation, which has the hash of method, path and query in it, and nothing of the body.
/// </summary>
internal static class AtlassianConnect
{
    public static EventShape Events { get; } = new()
    {
        Id = new HeaderPlace("X-Atlassian-Webhook-Identifier"),
        IdIsUnsigned = true,
        KeySource = "https://developer.atlassian.com/cloud/jira/platform/webhooks/#webhook-delivery",
        Type = new BodyPlace("/webhookEvent"),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("clientKey");
        var client = config.Text("clientKey");
        var secret = config.Secret("secret");
        var basePath = config.OptionalText("basePath") ?? "";
        if (secret is not null && Encoding.UTF8.GetByteCount(secret) < SharedJwtKey.Shortest) config.Add("secret", $"must have at least {SharedJwtKey.Shortest} characters");
        if (client is null || secret is null || config.Failed) return null;
        var rules = new JwtRules(new HeaderPlace("Authorization", "JWT ") { IgnorePrefixCase = true }, SecurityAlgorithms.HmacSha256)
        {
            Issuers = [client],
            Binding = (in IncomingRequest request, JsonWebToken token) => CheckUrl(request, token, basePath.TrimEnd('/')),
        };
        return new SourceProfile(type, new JwtVerifier(rules, new SharedJwtKey(Encoding.UTF8.GetBytes(secret))), Events);
    }

    private static string? CheckUrl(in IncomingRequest request, JsonWebToken token, string basePath)
    {
        if (!token.TryGetPayloadValue<string>("qsh", out var hash)) return "has no qsh";
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url)) return "is for another URL";
        var path = url.AbsolutePath;
        if (path == basePath || path.StartsWith(basePath + "/", StringComparison.Ordinal)) path = path[basePath.Length..];
        var actual = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request.Method, path, url.Query))));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(actual)) ? null : "is for another URL";
    }

    /// <summary>Method, path and sorted query, with <c>&amp;</c> between (https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/#qsh).</summary>
    private static string Canonical(string method, string path, string query)
    {
        var trimmed = path.TrimEnd('/');
        var pairs = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => (Name: Encode(pair[0]), Value: pair.Length > 1 ? Encode(pair[1]) : ""))
            .Where(static pair => pair.Name != "jwt")
            .GroupBy(static pair => pair.Name, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => $"{group.Key}={string.Join(',', group.Select(static pair => pair.Value).Order(StringComparer.Ordinal))}");
        return $"{method}&{(trimmed.Length == 0 ? "/" : trimmed.Replace("&", "%26", StringComparison.Ordinal))}&{string.Join('&', pairs)}";
    }

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace('+', ' ')));
}
