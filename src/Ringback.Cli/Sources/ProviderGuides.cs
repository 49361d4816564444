namespace Ringback.Cli.Sources;

/// <summary>
/// The table: a row for every type of source. Longer than other files because it is one table. Where a provider's menus weren't
/// to be had in its documentation, the row says what to look for, not what it is called.
/// </summary>
internal static class ProviderGuides
{
    private const string Hook = "Choose its events";
    private const string SignedUrl = "It signs the URL too: behind a proxy that changes it, set the source's publicUrl to the URL above.";

    private static readonly Dictionary<string, ProviderGuide> ByType = All().ToDictionary(guide => guide.Type, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Types => ByType.Keys;

    public static ProviderGuide Get(string type) => ByType.TryGetValue(type, out var guide)
        ? guide
        : new ProviderGuide(type, type, "This program is older than the server and doesn't know the type. Look for webhooks in the provider's settings.", null, []);

    private static IEnumerable<ProviderGuide> All() =>
    [
        new("stripe", "Stripe", "In Stripe's Dashboard: Developers > Webhooks > Add destination > Webhook endpoint.", Hook,
            [Copy("secret", "the endpoint's \"Signing secret\" (whsec_…)")], "https://docs.stripe.com/webhooks"),
        new("github", "GitHub", "In the repository or organisation: Settings > Webhooks > Add webhook. As content type choose application/json.",
            "Choose \"Let me select individual events\"", [Chosen("secret", "\"Secret\"")], "https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks"),
        new("shopify", "Shopify", "In Shopify's admin: Settings > Notifications > Webhooks > Create webhook, format JSON; for an app, in its shopify.app.toml.",
            "Choose its event", [Copy("secret", "the key under \"Your webhooks will be signed with\"; for an app its client secret")],
            "https://shopify.dev/docs/apps/build/webhooks/subscribe/https", "A webhook of Shopify's is of one event: repeat it for each."),
        new("slack", "Slack", "Put the secret in first (below), as Slack checks the URL at once. Then on api.slack.com/apps, your app: Event Subscriptions > Enable Events > Request URL.",
            "Under \"Subscribe to bot events\" choose", [Copy("secret", "the app's \"Signing Secret\" (Basic Information > App Credentials)")], "https://docs.slack.dev/apis/events-api/"),
        new("square", "Square", "In Square's Developer Console, your application: Webhooks > Subscriptions > Add subscription.", Hook,
            [Copy("secret", "the subscription's \"Signature key\"")], "https://developer.squareup.com/docs/webhooks/step2subscribe", SignedUrl),
        new("paddle", "Paddle", "In Paddle: Developer tools > Notifications > New destination, type URL.", Hook,
            [Copy("secret", "the destination's secret key (Edit destination)")], "https://developer.paddle.com/webhooks/notification-destinations"),
        new("discord", "Discord", "Put the public key in first (below), as Discord checks the URL at once. Then in its Developer Portal, your application: Webhooks > Endpoint URL (events), or General Information > Interactions Endpoint URL.",
            "For events: switch them on and choose", [Copy("publicKey", "the application's \"Public Key\" (General Information)", isSecret: false)], "https://docs.discord.com/developers/events/webhook-events"),
        new("zendesk", "Zendesk", "In Zendesk's Admin Center: Apps and integrations > Webhooks > Create webhook, method POST, format JSON.", "Choose \"Zendesk events\"",
            [Copy("secret", "the webhook's signing secret (Reveal secret)")], "https://developer.zendesk.com/documentation/webhooks/"),
        new("razorpay", "Razorpay", "In Razorpay's dashboard: Account & Settings > Webhooks > Add New Webhook.", "Choose its active events",
            [Chosen("secret", "\"Secret\"")], "https://razorpay.com/docs/webhooks/setup-edit-payments/"),
        new("woocommerce", "WooCommerce", "In WordPress: WooCommerce > Settings > Advanced > Webhooks > Add webhook, status Active.", "Choose its topic",
            [Chosen("secret", "\"Secret\"")], "https://woocommerce.com/document/webhooks/", "A webhook of WooCommerce's is of one topic: repeat it for each."),
        new("bitbucket", "Bitbucket", "In the repository: Repository settings > Webhooks > Add webhook.", "Choose its triggers",
            [Chosen("secret", "\"Secret\"")], "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/"),
        new("mailgun", "Mailgun", "In Mailgun: Send > Sending > Webhooks > Add webhook.", "Choose its event type",
            [Copy("secret", "the \"HTTP webhook signing key\" (Sending > Webhooks)")], "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks"),
        new("dropbox", "Dropbox", "On dropbox.com/developers/apps, your app: Settings > Webhooks > Webhook URIs. Dropbox checks the URL at once.", null,
            [Copy("secret", "the app's \"App secret\" (Settings)")], "https://www.dropbox.com/developers/reference/webhooks"),
        new("linear", "Linear", "In Linear: Settings > API > Webhooks > New webhook.", "Choose its data change events",
            [Copy("secret", "the webhook's \"Signing secret\"")], "https://linear.app/developers/webhooks"),
        new("hubspot", "HubSpot", "In HubSpot, your app: Webhooks > Target URL.", "Create a subscription for each",
            [Copy("secret", "the app's \"Client secret\" (Auth)")], "https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide", SignedUrl),
        new("sendgrid", "SendGrid", "In SendGrid: Settings > Mail Settings > Event Webhook > Create new webhook, and switch \"Enable Signed Event Webhook\" on.", "Choose the actions to be posted",
            [Copy("publicKey", "the \"Verification Key\" that is shown when signing is on", isSecret: false)], "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook"),
        new("x", "X", "Put the secret in first (below), as X checks the URL at once. Then register the webhook over X's API: POST /2/webhooks.", "Add subscriptions over X's API",
            [Copy("secret", "the app's API key secret (consumer secret)")], "https://docs.x.com/x-api/webhooks/quickstart"),
        new("meta", "Meta", "Put both values in first (below), as Meta checks the URL at once. Then on developers.facebook.com, your app: Webhooks > choose an object > Subscribe to this object.",
            "Subscribe to its fields", [Copy("secret", "the app's \"App secret\" (App settings > Basic)"), Chosen("verifyToken", "\"Verify token\"")],
            "https://developers.facebook.com/docs/graph-api/webhooks/getting-started"),
        new("zoom", "Zoom", "Put the secret in first (below), as Zoom checks the URL. Then on marketplace.zoom.us, your app: Features > Access > Event Subscription > Add.", "Choose its event types",
            [Copy("secret", "the app's \"Secret Token\" (Features > Access)")], "https://developers.zoom.us/docs/api/webhooks/"),
        new("airwallex", "Airwallex", "In Airwallex: Developer > Webhooks > Add webhook.", Hook,
            [Copy("secret", "the webhook's secret")], "https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events"),
        new("checkbook", "Checkbook", "In Checkbook: Settings > Developer > Webhook.", null, [Copy("secret", "the webhook's key")], "https://docs.checkbook.io/docs/api/webhooks"),
        new("docusign", "Docusign", "In Docusign: Settings > Connect > Add configuration > Custom; data format JSON; switch \"Include HMAC Signature\" on.", "Choose its trigger events",
            [Copy("secret", "the key that was added under Connect > Connect Keys")], "https://developers.docusign.com/platform/webhooks/connect/validate/"),
        new("easypost", "EasyPost", "In EasyPost: Webhooks > Add webhook; or over its API, POST /v2/webhooks with webhook_secret.", null,
            [Chosen("secret", "the webhook's secret")], "https://docs.easypost.com/guides/webhooks-guide"),
        new("nango", "Nango", "In Nango: Environment Settings > Notification Settings > Webhook URLs.", "Switch on what is to be sent",
            [Copy("secret", "the environment's webhook signing key")], "https://nango.dev/docs/guides/platform/webhooks-from-nango"),
        new("orum-io", "Orum", "Register the webhook over Orum's API or with its support.", null,
            [Copy("publicKey", "Orum's public key for webhooks", isSecret: false)], "https://docs.orum.io/api-reference/webhooks/secure-webhooks"),
        new("panda-doc", "PandaDoc", "In PandaDoc: Settings > API and Integrations > Webhooks > Create webhook.", Hook,
            [Copy("secret", "the webhook's \"Shared key\"")], "https://developers.pandadoc.com/docs/webhook-verification"),
        new("port-io", "Port", "In Port: Self-service > your action > Backend > Webhook.", null,
            [Copy("secret", "the organisation's client secret (… > Credentials)")], "https://docs.port.io/actions-and-automations/setup-backend/webhook/signature-verification/"),
        new("rutter", "Rutter", "In Rutter's dashboard: the settings of webhooks.", null,
            [Copy("secret", "the client secret")], "https://docs.rutterapi.com/docs/webhook-security"),
        new("segment", "Segment", "In Segment: Connections > Catalog > Destinations > Webhooks (Actions) > Add destination.", "In the destination's mappings choose",
            [Chosen("secret", "\"Shared Secret\"")], "https://www.twilio.com/docs/segment/connections/destinations/catalog/actions-webhook"),
        new("tailscale", "Tailscale", "In Tailscale's admin console: Settings > Webhooks > Add endpoint.", "Choose what to be notified of",
            [Copy("secret", "the secret that is shown when the endpoint is made (tskey-webhook-…)")], "https://tailscale.com/docs/features/webhooks"),
        new("telnyx", "Telnyx", "In Telnyx's Mission Control: the messaging profile or voice application > webhook URL.", null,
            [Copy("publicKey", "the account's public key (Keys & Credentials)", isSecret: false)], "https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks"),
        new("veriff", "Veriff", "In Veriff's Customer Portal: your integration > Settings > webhook URLs.", null,
            [Copy("secret", "the integration's \"Shared secret key\"")], "https://devdocs.veriff.com/docs/hmac-authentication-and-endpoint-security"),
        new("adobe-sign", "Acrobat Sign", "Put the client id in first (below), as Acrobat Sign checks the URL at once. Then in it: Account > Webhooks > create one.", Hook,
            [Copy("clientId", "the client id of the application that makes the webhook")], "https://opensource.adobe.com/acrobat-sign/developer_guide/webhookapis.html"),
        new("adyen", "Adyen", "In Adyen's Customer Area: Developers > Webhooks > Create new webhook > Standard webhook, method JSON.", Hook,
            [Copy("secret", "the HMAC key, in hex (Security > HMAC Key > Generate)")], "https://docs.adyen.com/development-resources/webhooks/"),
        new("gitlab", "GitLab", "In the project or group: Settings > Webhooks > Add new webhook.", "Choose its triggers",
            [Copy("signingSecret", "the webhook's signing token (whsec_…)")], "https://docs.gitlab.com/user/project/integrations/webhooks/",
            "A GitLab that doesn't sign yet has \"Secret token\" only: give the source {\"token\": …} with --config-file."),
        new("openclaw", "OpenClaw", "In OpenClaw's configuration: the URL of the webhook.", null, [Chosen("secret", "cron.webhookToken")], "https://docs.openclaw.ai/automation/cron-jobs"),
        new("paypal", "PayPal", "On developer.paypal.com: Apps & Credentials > your app > Add webhook.", "Choose its event types",
            [Copy("webhookId", "the \"Webhook ID\" that the list shows then", isSecret: false)], "https://developer.paypal.com/api/rest/webhooks/"),
        new("twilio", "Twilio", "In Twilio's Console: the number, messaging service or application > the webhook's URL, with HTTP POST.", null,
            [Copy("secret", "the account's \"Auth Token\"")], "https://www.twilio.com/docs/usage/webhooks/webhooks-security", SignedUrl),
        new("vapi", "Vapi", "In Vapi's dashboard: the assistant, phone number or organisation > Server URL.", "Choose its server messages",
            [Chosen("secret", "the server URL's secret")], "https://docs.vapi.ai/server-url/server-authentication"),
        new("trello", "Trello", "Make the webhook over Trello's API: POST /1/webhooks with callbackURL. Trello checks the URL at once.", null,
            [Copy("secret", "the \"Secret\" of the Power-Up (trello.com/power-ups/admin, your Power-Up > API Key)")], "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/", SignedUrl),
        new("intercom", "Intercom", "In Intercom's Developer Hub, your app: Configure > Webhooks. Intercom checks the URL at once.", "Choose its topics",
            [Copy("secret", "the app's \"Client secret\" (Basic Information)")], "https://developers.intercom.com/docs/webhooks/setting-up-webhooks"),
        new("jira", "Jira", "In Jira's administration: System > WebHooks > Create a WebHook.", "Choose its events",
            [Chosen("secret", "\"Secret\"")], "https://developer.atlassian.com/cloud/jira/platform/webhooks/"),
        new("atlassian-connect", "an Atlassian Connect app", "In the app's descriptor: modules > webhooks, with the URL below; the app is installed with it.", "Name them there",
            [Copy("clientKey", "the installation's clientKey", isSecret: false), Copy("secret", "the installation's sharedSecret")],
            "https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/", "If the app's base URL has a path, say it: basePath, with --config-file."),
        new("aws-sns", "Amazon SNS", "Put the topic's ARN in first (below), as the subscription is confirmed at once. Then in the SNS console, the topic: Create subscription, protocol HTTPS, without raw message delivery.", null,
            [Copy("topicArn", "the topic's ARN", isSecret: false)], "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html"),
        new("braintree", "Braintree", "Put both keys in first (below), as Braintree checks the URL at once. Then in its Control Panel: API > Webhooks > Create new webhook.", "Choose its notifications",
            [Copy("publicKey", "the public key (API > Keys)", isSecret: false), Copy("privateKey", "the private key of the same pair")], "https://developer.paypal.com/braintree/docs/guides/webhooks/create"),
        new("google-pubsub", "Google Pub/Sub", "In the Google Cloud console: Pub/Sub > Subscriptions > Create, delivery type Push, with authentication by a service account.", null,
            [Copy("audience", "the subscription's audience", isSecret: false), Copy("serviceAccount", "the service account's e-mail address", isSecret: false)],
            "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions"),
        new("mandrill", "Mandrill", "In Mailchimp Transactional: Settings > Webhooks > Add a Webhook. It checks the URL at once.", "Choose its events",
            [Copy("secret", "the webhook's key (View Details)")], "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/", SignedUrl),
        new("plaid", "Plaid", "Over Plaid's API: the field webhook of /link/token/create, or /item/webhook/update.", null,
            [Copy("clientId", "the client_id of Plaid's API (Developers > Keys)", isSecret: false), Copy("secret", "the secret of the same environment")],
            "https://plaid.com/docs/api/webhooks/", "For the sandbox say so: {\"environment\": \"sandbox\"} beside them, with --config-file."),
        new("asana", "Asana", "Make the webhook over Asana's API: POST /webhooks with resource and target. Asana offers its secret at once, and the source keeps it.", "Choose them by the webhook's filters",
            [], "https://developers.asana.com/docs/webhooks-guide"),
        new("azure-event-grid", "Azure Event Grid", "In the Azure portal, the topic: Event Subscription, endpoint type Web Hook. Event Grid checks the URL at once.", "Choose the event types to filter",
            [Chosen("secret", "a delivery property (Delivery Properties > Static, secret) of the header Authorization")], "https://learn.microsoft.com/azure/event-grid/handler-webhooks"),
        new("cloudevents", "a sender of CloudEvents", "Tell the sender the URL below.", null, [Chosen("secret", "its bearer token")],
            "https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md"),
        new("microsoft-graph", "Microsoft Graph", "Put the client state in first (below), as Graph checks the URL at once. Then make the subscription: POST /subscriptions with notificationUrl and clientState.",
            "Choose them by changeType and resource", [Chosen("clientState", "clientState")], "https://learn.microsoft.com/graph/change-notifications-delivery-webhooks"),
        new("monday", "monday.com", "In the board: Integrate > Webhooks, or in your app's features. monday.com checks the URL at once.", "Choose the recipe",
            [Copy("secret", "the app's \"Signing Secret\"; of a board's own webhooks, which aren't signed, there is none")], "https://developer.monday.com/api-reference/reference/webhooks"),
        new("okta", "Okta", "In Okta's Admin Console: Workflow > Event Hooks > Create Event Hook, authentication field Authorization; then verify it.", "Subscribe to its events",
            [Chosen("secret", "\"Authentication secret\"")], "https://developer.okta.com/docs/concepts/event-hooks/"),
        new("strava", "Strava", "Put the verify token in first (below), as Strava checks the URL at once. Then subscribe over its API: POST /api/v3/push_subscriptions.", null,
            [Chosen("verifyToken", "verify_token")], "https://developers.strava.com/docs/webhooks/"),
        new("websub", "a hub of WebSub", "Put the topic in first (below), as the hub checks the URL at once. Then send it hub.mode=subscribe with hub.topic, hub.secret and hub.callback.", null,
            [Copy("topic", "the topic's URL", isSecret: false), Chosen("secret", "hub.secret")], "https://www.w3.org/TR/websub/"),
        new("generic-hmac", "a sender that signs with HMAC", "Tell the sender the URL below.", null, [],
            Note: "Say how it signs, with the secret: ringback sources secret SOURCE --config-file FILE, with {\"secret\": …, \"signatureHeader\": …}."),
        new("generic-webhook", "a sender that doesn't sign", "Tell the sender the URL below. The URL is the only proof of the sender, so keep it secret.", null, []),
        new("basic", "a sender with a name and a password", "Tell the sender the URL below, and the name and the password to call it with (RFC 7617).", null,
            [Chosen("username", "its user name", isSecret: false), Chosen("password", "its password")]),
        new("api-key", "a sender with a key in a header", "Tell the sender the URL below, and to send the key as the header X-API-Key.", null, [Chosen("key", "the header's value")]),
        new("ip-allow-list", "a sender known by its addresses", "Tell the sender the URL below.", null, [],
            Note: "Its addresses are the proof: ringback sources secret SOURCE --config-file FILE, with {\"addresses\": [\"192.0.2.0/24\"]}."),
        new("cron", "a schedule", "No provider calls: the source makes its events itself.", null, [],
            Note: "Its configuration contains its schedule: {\"schedule\": \"0 6 * * *\", \"timeZone\": \"Europe/Zurich\", \"payload\": \"{}\"}."),
        .. StandardSenders.Select(sender => new ProviderGuide(
            sender.Type, sender.Name, $"In {(sender.Name.StartsWith("a ", StringComparison.Ordinal) ? "the sender" : sender.Name)}'s settings of webhooks: add an endpoint.", Hook,
            [Copy("secret", "the endpoint's signing secret (whsec_…)")], "https://www.standardwebhooks.com/")),
    ];

    private static (string Type, string Name)[] StandardSenders =>
    [
        ("standard-webhooks", "a sender of Standard Webhooks"), ("svix", "a sender that uses Svix"), ("beehiiv", "beehiiv"), ("brex", "Brex"), ("clerk", "Clerk"),
        ("guesty", "Guesty"), ("incident-io", "incident.io"), ("lithic", "Lithic"), ("nash", "Nash"), ("open-ai", "OpenAI"), ("pleo", "Pleo"), ("psi-fi", "PsiFi"),
        ("render", "Render"), ("replicate", "Replicate"), ("resend", "Resend"), ("safebase", "SafeBase"), ("sardine", "Sardine"), ("stych", "Stytch"),
    ];

    private static GuideField Copy(string name, string what, bool isSecret = true) => new(name, $"Copy {what}.", isSecret);

    private static GuideField Chosen(string name, string what, bool isSecret = true) => new(name, $"Make one up (`openssl rand -hex 32`) and give it there as {what}.", isSecret);
}
