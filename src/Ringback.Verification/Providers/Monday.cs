using System.Text;
using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Jwt;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// monday.com: webhooks of an app have a token, signed with the app's signing secret, which says nothing of the body
/// (https://developer.monday.com/apps/docs/authorization-header); those that a board's owner makes have none
/// (https://developer.monday.com/api-reference/reference/webhooks).
/// </summary>
internal static class Monday
{
    // Nothing says that triggerUuid is unique.
    public static EventShape Events { get; } = new()
    {
        Id = new BodyPlace("/event/triggerUuid"),
        Keys = [EventKey.Bytes(new BodyPlace("/event/triggerUuid"))],
        KeySource = "https://developer.monday.com/api-reference/reference/webhooks#sample-payload-for-webhook-events",
        Type = new BodyPlace("/event/type"),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        var secret = config.OptionalSecret("secret");
        if (secret is not null && Encoding.UTF8.GetByteCount(secret) < SharedJwtKey.Shortest) config.Add("secret", $"must have at least {SharedJwtKey.Shortest} characters");
        var audience = config.OptionalText("audience");
        if (secret is null && audience is not null) config.Add("audience", "needs a secret: it stands in the token");
        if (config.Failed) return null;
        IRequestVerifier verifier = secret is null ? UrlTokenVerifier.Instance
            : new JwtVerifier(new JwtRules(new HeaderPlace("Authorization"), SecurityAlgorithms.HmacSha256) { Audience = audience }, new SharedJwtKey(Encoding.UTF8.GetBytes(secret)));
        return new SourceProfile(type, new HandshakeVerifier(verifier, EchoTable.Monday.Handshake), Events) { IsVerified = secret is not null };
    }
}
