using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Providers;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

internal sealed partial class SourceTypes
{
    public const string Cron = "cron";

    /// <summary>On every request of Acrobat Sign, with the id of the application that made the webhook.</summary>

    private const string Basic = "basic";
    private const string ApiKey = "api-key";
    private const string AddressList = "ip-allow-list";

    // Svix sends for them: https://docs.svix.com/receiving/verifying-payloads/how-manual
    internal static readonly string[] StandardWebhooks =
    [
        "standard-webhooks", "svix", "beehiiv", "brex", "clerk", "guesty", "incident-io", "lithic", "nash", "open-ai", "pleo",
        "psi-fi", "render", "replicate", "resend", "safebase", "sardine", "stych",
    ];

    private static Dictionary<string, Builder> AllBuilders()
    {
        var builders = new Dictionary<string, Builder>(StringComparer.Ordinal);
        foreach (var row in ProviderRows.All) builders.Add(row.Type, (_, config, _) => OfRow(row, config));
        foreach (var type in StandardWebhooks) builders.Add(type, OfStandard);
        foreach (var type in (string[])[Basic, ApiKey, AddressList]) builders.Add(type, OfPlain);
        builders["meta"] = OfMeta;
        builders["hubspot"] = (_, config, _) => OfRow(HubSpot.Read(config), config);
        builders.Add("adobe-sign", OfAdobeSign);
        builders.Add("adyen", OfAdyen);
        builders.Add("asana", Asana.Build);
        builders.Add("atlassian-connect", AtlassianConnect.Build);
        builders.Add("aws-sns", AmazonSns.Build);
        builders.Add("azure-event-grid", TokenProviders.BuildEventGrid);
        builders.Add("braintree", Braintree.Build);
        builders.Add("cloudevents", TokenProviders.BuildCloudEvents);
        builders.Add("gitlab", OfGitLab);
        builders.Add("google-pubsub", GooglePubSub.Build);
        builders.Add("mandrill", Mandrill.Build);
        builders.Add("microsoft-graph", TokenProviders.BuildGraph);
        builders.Add("monday", Monday.Build);
        builders.Add("okta", TokenProviders.BuildOkta);
        builders.Add("openclaw", (type, config, _) => OfBearer(type, config, "x-openclaw-token"));
        builders.Add("paypal", OfPayPal);
        builders.Add("plaid", Plaid.Build);
        builders.Add("strava", TokenProviders.BuildStrava);
        builders.Add("twilio", OfTwilio);
        builders.Add("vapi", (type, config, _) => OfBearer(type, config, "X-Vapi-Secret"));
        builders.Add("websub", WebSub.Build);
        builders.Add("generic-hmac", GenericHmac.Build);
        builders.Add("generic-webhook", (type, _, _) => new SourceProfile(type, UrlTokenVerifier.Instance, EventShape.Opaque) { IsVerified = false });
        builders.Add(Cron, NoSchedule);
        return builders;
    }

    private static SourceProfile? NoSchedule(string type, ConfigReader config, IKeyHost keys)
    {
        config.Add("schedule", "can't be used here: a source of type cron receives nothing");
        return null;
    }

    private static SourceProfile? OfRow(ProviderRow row, ConfigReader config)
    {
        var field = row.Key.IsPublic() ? "publicKey" : "secret";
        config.MarkCredential(field);
        var text = row.Key.IsPublic() ? config.Text(field) : row.SecretIsOptional ? config.OptionalSecret(field) : config.Secret(field);
        var scheme = row.Scheme;
        if (scheme.Timestamp is not null && config.OptionalWhole(row.ToleranceField, 0, 86_400) is { } seconds)
            scheme = scheme with { Tolerance = TimeSpan.FromSeconds(seconds) };
        if (text is null) return config.Failed ? null : new SourceProfile(row.Type, WithoutSecret(row), row.Events) { IsVerified = false };
        if (!row.Key.TryKey(text, row.Hash, out var key, out var error))
        {
            config.Add(field, error);
            return null;
        }
        IRequestVerifier verifier = new SchemeVerifier(scheme, key);
        if (row.SignedHandshake is not null || row.UnsignedHandshake is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            verifier = new HandshakeVerifier(verifier, row.UnsignedHandshake?.Invoke(bytes), row.SignedHandshake?.Invoke(bytes));
        }
        return new SourceProfile(row.Type, verifier, row.Events);
    }

    // A ping is no event without a secret either. A handshake that needs the secret belongs to types whose secret isn't optional.
    private static IRequestVerifier WithoutSecret(ProviderRow row) =>
        row.UnsignedHandshake is { } handshake ? new HandshakeVerifier(UrlTokenVerifier.Instance, handshake([])) : UrlTokenVerifier.Instance;

    private static SourceProfile? OfStandard(string type, ConfigReader config, IKeyHost keys) => OfStandard(type, config, "secret", OtherEvents.Standard);

    private static SourceProfile? OfStandard(string type, ConfigReader config, string field, EventShape events)
    {
        TimeSpan? tolerance = config.OptionalWhole("toleranceSeconds", 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        if (config.Secret(field) is not { } secret) return null;
        if (VerificationKey.TryParse(secret, out var key, out var error)) return new SourceProfile(type, new StandardWebhooksVerifier(key, tolerance), events);
        config.Add(field, error);
        return null;
    }

    // https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token: sent as it is.
    private static SourceProfile? OfGitLab(string type, ConfigReader config, IKeyHost keys)
    {
        var token = config.OptionalSecret("token");
        if (config.OptionalSecret("signingSecret") is not null)
        {
            if (token is not null) config.Add("token", "stands beside signingSecret; give one of them");
            return OfStandard(type, config, "signingSecret", OtherEvents.GitLabSigned);
        }
        if (token is not null) return new SourceProfile(type, new TokenVerifier(new HeaderPlace("X-Gitlab-Token"), token), OtherEvents.GitLab);
        config.Add("signingSecret", "is missing; for a GitLab that doesn't sign give token");
        return null;
    }

    private static SourceProfile? OfMeta(string type, ConfigReader config, IKeyHost keys)
    {
        var token = config.Secret("verifyToken");
        var source = OfRow(ProviderRows.All.First(row => row.Type == type), config);
        if (token is null || source is null) return null;
        var verifyToken = new TokenVerifier(new QueryPlace("hub.verify_token"), token);
        return source with { Verifier = new HandshakeVerifier(source.Verifier, EchoTable.Meta.With(verifyToken)) };
    }

    // https://opensource.adobe.com/acrobat-sign/developer_guide/webhookapis.html
    private static SourceProfile? OfAdobeSign(string type, ConfigReader config, IKeyHost keys)
    {
        if (config.Secret("clientId") is not { } clientId) return null;
        var verifier = new TokenVerifier(ComputedAnswers.AdobeClientId, clientId);
        var answer = ComputedAnswers.AdobeSignAnswer(clientId);
        var intent = new Handshake((in IncomingRequest request) => ComputedAnswers.AdobeSign(request, verifier, answer), "GET");
        return new SourceProfile(type, new HandshakeVerifier(verifier, intent), OtherEvents.AdobeSign)
        {
            Answer = answer,
        };
    }

    private static SourceProfile? OfAdyen(string type, ConfigReader config, IKeyHost keys)
    {
        if (config.Secret("secret") is not { } secret) return null;
        var key = new byte[secret.Length / 2];
        if (key.Length == 0 || Convert.FromHexString(secret, key, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            config.Add("secret", "must be the HMAC key in hex, as Adyen shows it");
            return null;
        }
        return new SourceProfile(type, new AdyenVerifier(key), OtherEvents.Adyen)
        {
            Answer = new ProviderAnswer(200, ProviderAnswer.Text, "[accepted]"u8.ToArray()),
        };
    }

    private static SourceProfile? OfTwilio(string type, ConfigReader config, IKeyHost keys) =>
        config.Secret("secret") is not { } secret ? null : new SourceProfile(type, new TwilioVerifier(secret), OtherEvents.Twilio)
        {
            // Any other text would be sent to the customer as a message.
            Answer = new ProviderAnswer(200, "text/xml", "<Response/>"u8.ToArray()),
        };

    /// <summary>
    /// A secret as it is, as a bearer's token or in the provider's own header: OpenClaw
    /// (https://docs.openclaw.ai/automation/cron-jobs, <c>cron.webhookToken</c>), Vapi
    /// (https://docs.vapi.ai/server-url/server-authentication; its HMAC credentials are for <c>generic-hmac</c>, each being set up otherwise).
    /// </summary>
    private static SourceProfile? OfBearer(string type, ConfigReader config, string header)
    {
        if (config.Secret("secret") is not { } secret) return null;
        var place = new FirstPlace(new HeaderPlace(header), new HeaderPlace("Authorization", "Bearer ") { IgnorePrefixCase = true });
        return new SourceProfile(type, new TokenVerifier(place, secret), type == "vapi" ? OtherEvents.Vapi : EventShape.Opaque);
    }

    private static SourceProfile? OfPayPal(string type, ConfigReader config, IKeyHost keys)
    {
        config.MarkCredential("webhookId");
        var webhookId = config.Text("webhookId");
        var origins = ReadOrigins(config);
        var roots = ReadAuthorities(config);
        if (webhookId is null || config.Failed) return null;
        var pinned = origins.Count > 0
            ? new PinnedCertificates(keys, url => origins.Contains(url.GetLeftPart(UriPartial.Authority)), _ => true, roots)
            : new PinnedCertificates(keys, PayPalCertificates.IsPinned, PayPalCertificates.IsName, roots);
        return new SourceProfile(type, new PayPalVerifier(webhookId, pinned), OtherEvents.PayPal);
    }

    private static HashSet<string> ReadOrigins(ConfigReader config)
    {
        var origins = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in config.OptionalTexts("certificateOrigins", most: 8) ?? [])
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
                && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0) origins.Add(url.GetLeftPart(UriPartial.Authority));
            else config.Add("certificateOrigins", "must be a list of origins, such as https://certificates.example.com");
        }
        return origins;
    }

    private static X509Certificate2Collection? ReadAuthorities(ConfigReader config)
    {
        if (config.OptionalTexts("certificateAuthorities", most: 8) is not { } texts) return null;
        var roots = new X509Certificate2Collection();
        foreach (var text in texts)
        {
            var before = roots.Count;
            try
            {
                roots.ImportFromPem(text);
            }
            catch (CryptographicException)
            {
                before = roots.Count;
            }
            if (roots.Count == before) config.Add("certificateAuthorities", "must be a list of certificates in PEM");
        }
        return roots;
    }

    private static SourceProfile? OfPlain(string type, ConfigReader config, IKeyHost keys) =>
        ReadPlain(type, config) is { } verifier ? new SourceProfile(type, verifier, EventShape.Opaque) : null;

    private static IRequestVerifier? ReadPlain(string type, ConfigReader config)
    {
        switch (type)
        {
            case Basic:
                // RFC 7617, in UTF-8.
                config.MarkCredential("username");
                var user = config.Text("username");
                var password = config.Secret("password");
                if (user is null || password is null) return null;
                if (user.Contains(':')) config.Add("username", "must not have a colon");
                return new TokenVerifier(new HeaderPlace("Authorization", "Basic ") { IgnorePrefixCase = true }, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
            case ApiKey:
                var header = config.HeaderName("header") ?? "X-API-Key";
                var prefix = config.OptionalText("prefix") ?? "";
                return config.Secret("key") is { } key ? new TokenVerifier(new HeaderPlace(header, prefix) { IgnorePrefixCase = true }, key) : null;
            default:
                if (config.OptionalTexts("addresses", most: 1000) is not { Count: > 0 } ranges)
                {
                    config.Add("addresses", "must be a list of addresses or ranges, such as 192.0.2.0/24");
                    return null;
                }
                if (CidrList.TryParse(string.Join(',', ranges), out var list, out var error)) return new AddressVerifier(list);
                config.Add("addresses", error);
                return null;
        }
    }

}
