using System.Text.Json.Nodes;

namespace Ringback.Client;

public sealed partial class WebhookVerifier
{
    /// <summary>
    /// Standard Webhooks 1.0 (https://www.standardwebhooks.com/), as Ringback and many others sign: headers <c>webhook-…</c>,
    /// or <c>svix-…</c>.
    /// </summary>
    /// <param name="secrets"><c>whsec_…</c> (HMAC) or <c>whpk_…</c> (an ed25519 public key). Several while one is rotated, the current one first.</param>
    /// <exception cref="ArgumentException">There is none, or one isn't of its form.</exception>
    public static WebhookVerifier StandardWebhooks(params string[] secrets) => ForSecrets("standard-webhooks", "secret", secrets);

    /// <summary>Stripe (https://docs.stripe.com/webhooks#verify-manually).</summary>
    /// <param name="secrets">The endpoint's signing secret, <c>whsec_…</c>; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Stripe(params string[] secrets) => ForSecrets("stripe", "secret", secrets);

    /// <summary>GitHub (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).</summary>
    /// <param name="secrets">The webhook's secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier GitHub(params string[] secrets) => ForSecrets("github", "secret", secrets);

    /// <summary>GitLab since 18 (https://docs.gitlab.com/user/project/integrations/webhooks/); for its older tokens <c>For("gitlab", {"token": …})</c>.</summary>
    /// <param name="signingSecrets">The webhook's signing secret, <c>whsec_…</c>; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none, or one isn't of its form.</exception>
    public static WebhookVerifier GitLab(params string[] signingSecrets) => ForSecrets("gitlab", "signingSecret", signingSecrets);

    /// <summary>Shopify (https://shopify.dev/docs/apps/build/webhooks/subscribe/https).</summary>
    /// <param name="secrets">The app's client secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Shopify(params string[] secrets) => ForSecrets("shopify", "secret", secrets);

    /// <summary>Slack (https://docs.slack.dev/authentication/verifying-requests-from-slack), with its <c>url_verification</c>.</summary>
    /// <param name="signingSecrets">The app's signing secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Slack(params string[] signingSecrets) => ForSecrets("slack", "secret", signingSecrets);

    /// <summary>Square (https://developer.squareup.com/docs/webhooks/step3validate). Signs the URL: see <see cref="WebhookRequest.Url"/>.</summary>
    /// <param name="signatureKeys">The subscription's signature key; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Square(params string[] signatureKeys) => ForSecrets("square", "secret", signatureKeys);

    /// <summary>Paddle Billing (https://developer.paddle.com/webhooks/signature-verification). Its tolerance is 5 seconds.</summary>
    /// <param name="secrets">The notification destination's secret key; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Paddle(params string[] secrets) => ForSecrets("paddle", "secret", secrets);

    /// <summary>Zendesk (https://developer.zendesk.com/documentation/webhooks/verifying/).</summary>
    /// <param name="secrets">The webhook's signing secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Zendesk(params string[] secrets) => ForSecrets("zendesk", "secret", secrets);

    /// <summary>Linear (https://linear.app/developers/webhooks#securing-webhooks). Its tolerance is 60 seconds.</summary>
    /// <param name="secrets">The webhook's signing secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Linear(params string[] secrets) => ForSecrets("linear", "secret", secrets);

    /// <summary>HubSpot, v3 (https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation). Signs the URL.</summary>
    /// <param name="clientSecrets">The app's client secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier HubSpot(params string[] clientSecrets) => ForSecrets("hubspot", "secret", clientSecrets);

    /// <summary>Zoom (https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events), with its URL validation.</summary>
    /// <param name="secretTokens">The app's secret token; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Zoom(params string[] secretTokens) => ForSecrets("zoom", "secret", secretTokens);

    /// <summary>X (https://docs.x.com/x-api/webhooks/quickstart), with its challenge-response check.</summary>
    /// <param name="consumerSecrets">The app's consumer secret; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier X(params string[] consumerSecrets) => ForSecrets("x", "secret", consumerSecrets);

    /// <summary>Twilio (https://www.twilio.com/docs/usage/webhooks/webhooks-security). Signs the URL.</summary>
    /// <param name="authTokens">The account's auth token; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static WebhookVerifier Twilio(params string[] authTokens) => ForSecrets("twilio", "secret", authTokens);

    /// <summary>Adyen's standard webhooks (https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures), each item by itself.</summary>
    /// <param name="hmacKeys">The HMAC key, in hex as Adyen shows it; several while one is rotated.</param>
    /// <exception cref="ArgumentException">There is none, or one isn't hex.</exception>
    public static WebhookVerifier Adyen(params string[] hmacKeys) => ForSecrets("adyen", "secret", hmacKeys);

    /// <summary>Discord's interactions and webhook events (https://docs.discord.com/developers/interactions/overview), with its PING.</summary>
    /// <param name="publicKeys">The application's public key, in hex.</param>
    /// <exception cref="ArgumentException">There is none, or one isn't of its form.</exception>
    public static WebhookVerifier Discord(params string[] publicKeys) => ForSecrets("discord", "publicKey", publicKeys);

    /// <summary>SendGrid's event webhook (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).</summary>
    /// <param name="publicKeys">The verification key: PEM, or the base64 that SendGrid shows.</param>
    /// <exception cref="ArgumentException">There is none, or one isn't of its form.</exception>
    public static WebhookVerifier SendGrid(params string[] publicKeys) => ForSecrets("sendgrid", "publicKey", publicKeys);

    /// <summary>
    /// PayPal (https://developer.paypal.com/api/rest/webhooks/rest/). Its certificates are fetched from its own hosts only, and kept for
    /// 12 hours.
    /// </summary>
    /// <param name="webhookId">The webhook's id, from PayPal's dashboard.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static WebhookVerifier PayPal(string webhookId) => ForSecrets("paypal", "webhookId", [webhookId]);

    /// <summary>Meta (https://developers.facebook.com/docs/graph-api/webhooks/getting-started), with its verification requests.</summary>
    /// <param name="appSecret">The app's secret, which signs events.</param>
    /// <param name="verifyToken">The token that you gave Meta for this URL.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public static WebhookVerifier Meta(string appSecret, string verifyToken) => For("meta", new JsonObject { ["secret"] = appSecret, ["verifyToken"] = verifyToken });

    private static WebhookVerifier ForSecrets(string type, string field, string[] secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return For(type, [.. secrets.Select(secret => new JsonObject { [field] = secret })]);
    }
}
