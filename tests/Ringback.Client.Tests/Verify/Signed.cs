using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Client.Tests.Verify;

/// <summary>Signs as providers do, with nothing of ours.</summary>
internal static class Signed
{
    public const string Whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OtherWhsec = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static Dictionary<string, string> StandardHeaders(string secret, string id, DateTimeOffset time, byte[] body)
    {
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Join($"{id}.{Seconds(time)}.", body));
        return new() { ["webhook-id"] = id, ["webhook-timestamp"] = Seconds(time), ["webhook-signature"] = "v1," + Convert.ToBase64String(hash) };
    }

    public static Dictionary<string, string> StripeHeaders(string secret, DateTimeOffset time, byte[] body)
    {
        var hash = HMACSHA256.HashData(Utf8(secret), Join($"{Seconds(time)}.", body));
        return new() { ["Stripe-Signature"] = $"t={Seconds(time)},v1={Convert.ToHexStringLower(hash)}" };
    }

    public static Dictionary<string, string> GitHubHeaders(string secret, string id, string type, byte[] body) => new()
    {
        ["X-Hub-Signature-256"] = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Utf8(secret), body)),
        ["X-GitHub-Delivery"] = id,
        ["X-GitHub-Event"] = type,
    };

    public static Dictionary<string, string> SlackHeaders(string secret, DateTimeOffset time, byte[] body) => new()
    {
        ["X-Slack-Signature"] = "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Utf8(secret), Join($"v0:{Seconds(time)}:", body))),
        ["X-Slack-Request-Timestamp"] = Seconds(time),
    };

    private static byte[] Join(string before, byte[] body) => [.. Utf8(before), .. body];
}
