using Microsoft.IdentityModel.Tokens;
using Ringback.Verification.Jwt;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Google Pub/Sub's push subscriptions (https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions): an OpenID Connect token of
/// the subscription's service account. It says who sends, and nothing of the body.
/// </summary>
internal static class GooglePubSub
{
    private static readonly Uri Keys = new("https://www.googleapis.com/oauth2/v3/certs");

    // Unwrapped messages have their metadata in headers, if the subscription says so.
    public static EventShape Events { get; } = new()
    {
        Id = new FirstPlace(new BodyPlace("/message/messageId"), new HeaderPlace("x-goog-pubsub-message-id")),
        Keys =
        [
            new EventKey(new BodyPlace("/subscription"), new BodyPlace("/message/messageId")),
            new EventKey(new HeaderPlace("x-goog-pubsub-subscription-name"), new HeaderPlace("x-goog-pubsub-message-id")) { IsSigned = false },
        ],
        IdIsUnsigned = true,
        KeySource = "https://cloud.google.com/pubsub/docs/reference/rest/v1/PubsubMessage",
        Type = new FirstPlace(new BodyPlace("/message/attributes/eventType"), new BodyPlace("/message/attributes/ce-type")),
    };

    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("audience");
        config.MarkCredential("serviceAccount");
        var audience = config.Text("audience");
        var account = config.Text("serviceAccount");
        if (audience is null || account is null || config.Failed) return null;
        var rules = new JwtRules(new HeaderPlace("Authorization", "Bearer ") { IgnorePrefixCase = true }, SecurityAlgorithms.RsaSha256)
        {
            Issuers = ["https://accounts.google.com", "accounts.google.com"],
            Audience = audience,
            Claims = [("email", account), ("email_verified", true)],
        };
        return new SourceProfile(type, new JwtVerifier(rules, new JwksKeys(keys, Keys)), Events);
    }
}
