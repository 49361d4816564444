using System.Security.Cryptography;
using Ringback.Verification.Handshakes;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

/// <summary>The table: how each provider signs, with where it says so. HMAC-SHA256 in hex of the body unless a row says otherwise, and five minutes of tolerance where there is a timestamp.</summary>
/// <remarks>The file is longer than others because it is one table: a reader looks for a provider, and finds its row here.</remarks>
internal static class ProviderRows
{
    private static readonly BodyPlace InteractionId = new("/id");
    private static readonly BodyPlace OrumEventId = new("/event_id");

    // An eventId alone may be shared: it isn't unique, so the documentation says, and is one of several fields that are so together.
    private static readonly EventShape HubSpotEvents = new()
    {
        Id = new BodyPlace("/eventId"),
        Keys =
        [
            new EventKey(
                new BodyPlace("/eventId"),
                new FirstPlace(new BodyPlace("/subscriptionId"), new BodyPlace("/subscriptionType")),
                new BodyPlace("/objectId"),
                new BodyPlace("/occurredAt"),
                new BodyPlace("/portalId"),
                KeyPart.Optional(new BodyPlace("/subscriptionType")),
                KeyPart.Optional(new BodyPlace("/propertyName")),
                KeyPart.Optional(new BodyPlace("/propertyValue")),
                KeyPart.Optional(new BodyPlace("/changeFlag")),
                KeyPart.Optional(new BodyPlace("/messageId")),
                KeyPart.Optional(new BodyPlace("/messageType")),
                KeyPart.Optional(new BodyPlace("/associationType")),
                KeyPart.Optional(new BodyPlace("/fromObjectId")),
                KeyPart.Optional(new BodyPlace("/toObjectId")),
                KeyPart.Optional(new BodyPlace("/newObjectId")),
                KeyPart.Optional(new BodyPlace("/mergedObjectIds/0"))),
            EventKey.Bytes(new BodyPlace("/eventId")),
        ],
        KeySource = "https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide",
        Type = new BodyPlace("/subscriptionType"),
        Items = JsonPointer.Parse(""),
    };

    // What has an id or a time of its own is the same in whatever batch it comes again; of the rest the time is the entry's.
    private static readonly EventShape MetaEvents = new()
    {
        Id = new FirstPlace(
            new BodyPlace("/entry/0/messaging/0/message/mid"),
            new BodyPlace("/entry/0/standby/0/message/mid"),
            new BodyPlace("/entry/0/changes/0/value/messages/0/id"),
            new BodyPlace("/entry/0/changes/0/value/statuses/0/id")),
        Keys =
        [
            new EventKey(
                new BodyPlace("/object"),
                new BodyPlace("/entry/0/id"),
                new FirstPlace(
                    new BodyPlace("/entry/0/messaging/0/timestamp"),
                    new BodyPlace("/entry/0/standby/0/timestamp"),
                    new BodyPlace("/entry/0/changes/0/value/messages/0/id"),
                    new BodyPlace("/entry/0/changes/0/value/statuses/0/id"),
                    new BodyPlace("/entry/0/time")),
                KeyPart.ItemBytes),
        ],
        KeySource = "https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications",
        Type = new BodyPlace("/object"),
        Batch = MetaBatch.Split,
    };

    public static IReadOnlyList<ProviderRow> All { get; } =
    [
        // https://docs.stripe.com/webhooks#verify-manually: the key is the whole whsec_… text; v0 is for tests.
        new("stripe", new()
        {
            Signature = new ListPlace("Stripe-Signature", ',', "v1"),
            Timestamp = new ListPlace("Stripe-Signature", ',', "t"),
            Signed = SignedTemplate.Parse("{timestamp}.{body}"),
        }, Body("/id", "/type", "https://docs.stripe.com/webhooks#handle-duplicate-events")),

        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
        new("github", new() { Signature = new HeaderPlace("X-Hub-Signature-256", "sha256=") },
            new()
            {
                Id = new HeaderPlace("X-GitHub-Delivery"),
                IdIsUnsigned = true,
                KeySource = "https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks#use-the-x-github-delivery-header",
                Type = new HeaderPlace("X-GitHub-Event"),
            })
        {
            SecretIsOptional = true,
        },

        // https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify
        new("shopify", new() { Signature = new FirstPlace(new HeaderPlace("X-Shopify-Hmac-Sha256"), new HeaderPlace("Shopify-Hmac-Sha256")), Encoding = SignatureEncoding.Base64 },
            new()
            {
                // X-Shopify-Event-Id is shared: one action of a merchant makes webhooks of several topics and subscriptions.
                // Shopify's Events have the same headers without their X: https://shopify.dev/docs/apps/build/events/delivery-structure#headers
                Id = new FirstPlace(new HeaderPlace("X-Shopify-Webhook-Id"), new HeaderPlace("Shopify-Webhook-Id")),
                IdIsUnsigned = true,
                KeySource = "https://shopify.dev/docs/apps/build/webhooks#headers",
                Type = new FirstPlace(new HeaderPlace("X-Shopify-Topic"), new HeaderPlace("Shopify-Topic"), new BodyPlace("/topic")),
            }),

        // https://docs.slack.dev/authentication/verifying-requests-from-slack
        new("slack", new()
        {
            Signature = new HeaderPlace("X-Slack-Signature", "v0="),
            Timestamp = new HeaderPlace("X-Slack-Request-Timestamp"),
            Signed = SignedTemplate.Parse("v0:{timestamp}:{body}"),
        }, new()
        {
            Id = new BodyPlace("/event_id"),
            KeySource = "https://docs.slack.dev/apis/events-api/#callback-field",
            Type = new FirstPlace(new BodyPlace("/event/type"), new BodyPlace("/type")),
        })
        {
            SignedHandshake = _ => EchoTable.Slack.Handshake,
        },

        // https://developer.squareup.com/docs/webhooks/step3validate
        new("square", new()
        {
            Signature = new HeaderPlace("x-square-hmacsha256-signature"),
            Encoding = SignatureEncoding.Base64,
            Signed = SignedTemplate.Parse("{url}{body}"),
        }, Body("/event_id", "/type", "https://developer.squareup.com/docs/webhooks/overview")),

        // https://developer.paddle.com/webhooks/signature-verification: two h1 while a secret is rotated. Its SDK has 5 s.
        new("paddle", new()
        {
            Signature = new ListPlace("Paddle-Signature", ';', "h1"),
            Timestamp = new ListPlace("Paddle-Signature", ';', "ts"),
            Signed = SignedTemplate.Parse("{timestamp}:{body}"),
            Tolerance = TimeSpan.FromSeconds(5),
        }, Body("/event_id", "/event_type", "https://developer.paddle.com/webhooks/overview")),

        // https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
        new("discord", new()
        {
            Signature = new HeaderPlace("X-Signature-Ed25519"),
            Timestamp = new HeaderPlace("X-Signature-Timestamp"),
            Signed = SignedTemplate.Parse("{timestamp}{body}"),
        }, new()
        {
            // Interactions have an id; webhook events have only the time at which they happened.
            Id = InteractionId,
            Keys = [EventKey.Single(InteractionId), EventKey.Bytes(new BodyPlace("/event/timestamp"))],
            KeySource = "https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object",
            Undocumented = EventShape.SameInRetry,
            Type = new FirstPlace(new BodyPlace("/event/type"), new BodyPlace("/type")),
        })
        {
            Key = KeyForm.Ed25519Hex,
            SignedHandshake = _ => new(ComputedAnswers.Discord),
        },

        // https://developer.zendesk.com/documentation/webhooks/verifying/: the timestamp is RFC 3339.
        new("zendesk", new()
        {
            Signature = new HeaderPlace("X-Zendesk-Webhook-Signature"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new HeaderPlace("X-Zendesk-Webhook-Signature-Timestamp"),
            Unit = TimestampUnit.Rfc3339,
            Signed = SignedTemplate.Parse("{timestamp}{body}"),
        }, new()
        {
            // What a trigger sends is written by its owner: its id may be a ticket's.
            Id = new FirstPlace(new HeaderPlace("X-Zendesk-Webhook-Invocation-Id"), new BodyPlace("/id")),
            Keys =
            [
                EventKey.Single(new BodyPlace("/id")) with { OnlyWhere = (new BodyPlace("/type"), "zen:event-type:") },
                new EventKey(new HeaderPlace("X-Zendesk-Webhook-Invocation-Id"), KeyPart.Optional(new HeaderPlace("X-Zendesk-Webhook-Id"))) { IsSigned = false },
            ],
            IdIsUnsigned = true,
            KeySource = "https://developer.zendesk.com/documentation/webhooks/anatomy-of-a-webhook-request/",
            Undocumented = EventShape.SameInRetry,
            Type = new BodyPlace("/type"),
        }),

        // https://linear.app/developers/webhooks#securing-webhooks: the timestamp stands in the signed body.
        new("linear", new()
        {
            Signature = new HeaderPlace("Linear-Signature"),
            Timestamp = new BodyNumberPlace("/webhookTimestamp"),
            Unit = TimestampUnit.Milliseconds,
            Tolerance = TimeSpan.FromSeconds(60),
        }, new()
        {
            Id = new HeaderPlace("Linear-Delivery"),
            IdIsUnsigned = true,
            KeySource = "https://linear.app/developers/webhooks#the-webhook-payload",
            Undocumented = EventShape.SameInRetry,
            Type = new HeaderPlace("Linear-Event"),
        }),

        // https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation (v3)
        new("hubspot", new()
        {
            Signature = new HeaderPlace("X-HubSpot-Signature-v3"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new HeaderPlace("X-HubSpot-Request-Timestamp"),
            Unit = TimestampUnit.Milliseconds,
            Signed = SignedTemplate.Parse("{method}{url}{body}{timestamp}"),
            UrlForm = HubSpot.DecodeUrl,
        }, HubSpotEvents)
        {
            SecretIsOptional = true,
        },

        // https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
        new("sendgrid", new()
        {
            Signature = new HeaderPlace("X-Twilio-Email-Event-Webhook-Signature"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new HeaderPlace("X-Twilio-Email-Event-Webhook-Timestamp"),
            Signed = SignedTemplate.Parse("{timestamp}{body}"),
        }, new()
        {
            Id = new BodyPlace("/sg_event_id"),
            KeySource = "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event#json-objects",
            Type = new BodyPlace("/event"),
            Items = JsonPointer.Parse(""),
        })
        {
            Key = KeyForm.EcdsaP256,
        },

        // https://docs.x.com/x-api/webhooks/quickstart#3-securing-webhooks
        new("x", new() { Signature = new HeaderPlace("x-twitter-webhooks-signature", "sha256="), Encoding = SignatureEncoding.Base64 }, new()
        {
            // Every activity has its time or the id of what it is about in it.
            Keys = [EventKey.Bytes()],
            KeySource = "https://docs.x.com/x-api/account-activity/introduction",
        })
        {
            UnsignedHandshake = secret => new((in IncomingRequest request) => ComputedAnswers.X(request, secret), "GET"),
        },

        // https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
        new("meta", new() { Signature = new HeaderPlace("X-Hub-Signature-256", "sha256=") }, MetaEvents),

        // https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
        new("zoom", new()
        {
            Signature = new HeaderPlace("x-zm-signature", "v0="),
            Timestamp = new HeaderPlace("x-zm-request-timestamp"),
            Signed = SignedTemplate.Parse("v0:{timestamp}:{body}"),
        }, new()
        {
            Keys = [EventKey.Bytes(new BodyPlace("/event_ts"))],
            KeySource = "https://developers.zoom.us/docs/api/webhooks/#webhook-event-notifications",
            Type = new BodyPlace("/event"),
        })
        {
            SignedHandshake = secret => new((in IncomingRequest request) => ComputedAnswers.Zoom(request, secret)),
        },

        // https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events: milliseconds.
        new("airwallex", new()
        {
            Signature = new HeaderPlace("x-signature"),
            Timestamp = new HeaderPlace("x-timestamp"),
            Unit = TimestampUnit.Milliseconds,
            Signed = SignedTemplate.Parse("{timestamp}{body}"),
        }, Body("/id", "/name", "https://www.airwallex.com/docs/developer-tools/webhooks/webhooks-overview")),

        // https://docs.checkbook.io/docs/api/webhooks: the id in the body is the check's.
        new("checkbook", new()
        {
            Signature = new ListPlace("Signature", ',', "signature"),
            Id = new ListPlace("Signature", ',', "nonce"),
            Signed = SignedTemplate.Parse("{body}{id}"),
        }, new()
        {
            // A check can have the same state twice; the nonce is signed.
            Keys = [EventKey.Bytes(new ListPlace("Signature", ',', "nonce"))],
            KeySource = "https://docs.checkbook.io/docs/api/webhooks",
            Undocumented = EventShape.SameInRetry,
            Type = new BodyPlace("/type"),
        }),

        // https://developers.docusign.com/platform/webhooks/connect/validate/: a header for each of its keys.
        new("docusign", new() { Signature = new NumberedHeaderPlace("X-DocuSign-Signature-"), Encoding = SignatureEncoding.Base64 },
            new()
            {
                // The body counts its retries: what comes again after a failure is another body, and is kept.
                Keys = [EventKey.Bytes(new BodyPlace("/generatedDateTime"))],
                KeySource = "https://developers.docusign.com/platform/webhooks/connect/json-sim-event-model/",
                Type = new BodyPlace("/event"),
            })
        {
            SecretIsOptional = true,
        },

        // https://docs.easypost.com/guides/webhooks-guide, as its libraries verify; the key is NFKD, which ASCII always is.
        new("easypost", new() { Signature = new HeaderPlace("X-Hmac-Signature", "hmac-sha256-hex=") }, Body("/id", "/description", "https://docs.easypost.com/docs/events") with { Undocumented = EventShape.SameInRetry })
        {
            SecretIsOptional = true,
        },

        // https://nango.dev/docs/guides/platform/webhooks-from-nango#verifying-webhooks-from-nango
        new("nango", new() { Signature = new HeaderPlace("X-Nango-Hmac-Sha256") }, new() { Type = new BodyPlace("/type") }),

        // https://docs.orum.io/api-reference/webhooks/secure-webhooks
        new("orum-io", new()
        {
            Signature = new HeaderPlace("Signature"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new BodyPlace("/created_at"),
            Unit = TimestampUnit.Rfc3339,
            Signed = SignedTemplate.Parse("{body}{timestamp}"),
        }, new()
        {
            Id = OrumEventId,
            Keys = [EventKey.Single(OrumEventId), EventKey.Bytes(new BodyPlace("/created_at"))],
            KeySource = "https://docs.orum.io/guides/monitor/webhooks/webhook-best-practices",
        })
        {
            Key = KeyForm.Rsa,
        },

        // https://developers.pandadoc.com/docs/webhook-verification
        new("panda-doc", new() { Signature = new QueryPlace("signature") },
            new()
            {
                // The header is of the delivery, which lists one event or more.
                Id = new HeaderPlace("X-PandaDoc-Webhook-Event-Id"),
                Keys = [new EventKey(new HeaderPlace("X-PandaDoc-Webhook-Event-Id"), KeyPart.ItemBytes) { IsSigned = false }],
                IdIsUnsigned = true,
                KeySource = "https://developers.pandadoc.com/docs/webhook-deduplication",
                Type = new BodyPlace("/event"),
                Items = JsonPointer.Parse(""),
            }),

        // https://docs.port.io/actions-and-automations/setup-backend/webhook/signature-verification/
        new("port-io", new()
        {
            Signature = new HeaderPlace("x-port-signature", "v1,"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new HeaderPlace("x-port-timestamp"),
            Signed = SignedTemplate.Parse("{timestamp}.{body}"),
        }, EventShape.Opaque),

        // https://docs.rutterapi.com/docs/webhook-security
        new("rutter", new() { Signature = new HeaderPlace("X-Rutter-Signature", "sha256="), Encoding = SignatureEncoding.Base64 },
            new() { Type = new BodyPlace("/code") }),

        // https://www.twilio.com/docs/segment/connections/destinations/catalog/actions-webhook
        new("segment", new() { Signature = new HeaderPlace("X-Signature") }, new()
        {
            // A destination's mappings may make several requests of one message.
            Id = new BodyPlace("/messageId"),
            Keys = [EventKey.Bytes(new BodyPlace("/messageId"))],
            KeySource = "https://www.twilio.com/docs/segment/connections/spec/common",
            Type = new BodyPlace("/type"),
        })
        {
            Hash = HashAlgorithmName.SHA1,
            SecretIsOptional = true,
        },

        // https://tailscale.com/docs/features/webhooks#verifying-an-event-signature: a body is a list of events.
        new("tailscale", new()
        {
            Signature = new ListPlace("Tailscale-Webhook-Signature", ',', "v1"),
            Timestamp = new ListPlace("Tailscale-Webhook-Signature", ',', "t"),
            Signed = SignedTemplate.Parse("{timestamp}.{body}"),
        }, new()
        {
            Keys = [EventKey.Bytes(new BodyPlace("/timestamp"))],
            KeySource = "https://tailscale.com/docs/features/webhooks#events-payload",
            Type = new BodyPlace("/type"),
            Items = JsonPointer.Parse(""),
        })
        {
            ToleranceField = "timestampGraceSeconds",
        },

        // https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
        new("telnyx", new()
        {
            Signature = new HeaderPlace("telnyx-signature-ed25519"),
            Encoding = SignatureEncoding.Base64,
            Timestamp = new HeaderPlace("telnyx-timestamp"),
            Signed = SignedTemplate.Parse("{timestamp}|{body}"),
        }, new()
        {
            Id = new BodyPlace("/data/id"),
            Keys = [new EventKey(new BodyPlace("/data/id"), KeyPart.Optional(new BodyPlace("/data/event_type")), KeyPart.Optional(new BodyPlace("/data/occurred_at")))],
            KeySource = "https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks",
            Undocumented = EventShape.SameInRetry,
            Type = new BodyPlace("/data/event_type"),
        })
        {
            Key = KeyForm.Ed25519Base64,
        },

        // https://devdocs.veriff.com/docs/hmac-authentication-and-endpoint-security
        new("veriff", new() { Signature = new HeaderPlace("x-hmac-signature") },
            new()
            {
                Keys = [EventKey.Bytes(new FirstPlace(new BodyPlace("/attemptId"), new BodyPlace("/verification/attemptId")))],
                KeySource = "https://devdocs.veriff.com/docs/webhooks-guide",
                Type = new FirstPlace(new BodyPlace("/action"), new BodyPlace("/verification/status")),
            }),

        // https://razorpay.com/docs/webhooks/validate-test/
        new("razorpay", new() { Signature = new HeaderPlace("X-Razorpay-Signature") }, new()
        {
            Id = new HeaderPlace("x-razorpay-event-id"),
            IdIsUnsigned = true,
            KeySource = "https://razorpay.com/docs/webhooks/validate-test/",
            Type = new BodyPlace("/event"),
        }),

        // https://woocommerce.com/document/webhooks/
        new("woocommerce", new() { Signature = new HeaderPlace("X-WC-Webhook-Signature"), Encoding = SignatureEncoding.Base64 }, new()
        {
            // The delivery id is a hash of the webhook and the second: two orders of one second share it. What a shop's own action
            // reports (action.…) has only the action's argument in it, which may come twice in a second.
            Id = new HeaderPlace("X-WC-Webhook-Delivery-ID"),
            Keys = [new EventKey(new HeaderPlace("X-WC-Webhook-Delivery-ID"), new BodyPlace("/id"), KeyPart.ItemBytes) { IsSigned = false }],
            IdIsUnsigned = true,
            KeySource = "https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks",
            Undocumented = EventShape.SameInRetry,
            Type = new HeaderPlace("X-WC-Webhook-Topic"),
        })
        {
            UnsignedHandshake = _ => Pings.WooCommerce,
        },

        // https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks; Data Center signs in the same way.
        new("bitbucket", new() { Signature = new HeaderPlace("X-Hub-Signature", "sha256=") }, new()
        {
            Id = new FirstPlace(new HeaderPlace("X-Request-UUID"), new HeaderPlace("X-Request-Id")),
            IdIsUnsigned = true,
            KeySource = "https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#HTTP-headers",
            Undocumented = EventShape.SameInRetry,
            Type = new HeaderPlace("X-Event-Key"),
        })
        {
            SecretIsOptional = true,
            UnsignedHandshake = _ => Pings.UnsignedBitbucket,
            SignedHandshake = _ => Pings.Bitbucket,
        },

        // https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks: the timestamp and a token are
        // signed, the rest of the body isn't.
        new("mailgun", new()
        {
            // Of a subaccount's events the second is by the key of its parent.
            Signature = new EachPlace(new BodyPlace("/signature/signature"), new BodyPlace("/signature/parent-signature")),
            Timestamp = new BodyPlace("/signature/timestamp"),
            Id = new BodyPlace("/signature/token"),
            Signed = SignedTemplate.Parse("{timestamp}{id}"),
            // Retries go on for eight hours. Whether they are signed anew isn't documented; receivers report that they aren't.
            Tolerance = TimeSpan.FromHours(9),
        }, new()
        {
            // An id is unique within a day.
            Id = new BodyPlace("/event-data/id"),
            Keys = [new EventKey(new BodyPlace("/event-data/id"), new BodyPlace("/event-data/timestamp"), new BodyPlace("/event-data/event")) { IsSigned = false }],
            IdIsUnsigned = true,
            KeySource = "https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure",
            Type = new BodyPlace("/event-data/event"),
        }),

        // https://www.dropbox.com/developers/reference/webhooks: what comes says whose files changed, and may say it twice.
        new("dropbox", new() { Signature = new HeaderPlace("X-Dropbox-Signature") }, EventShape.Opaque)
        {
            UnsignedHandshake = _ => EchoTable.Dropbox.Handshake,
        },

        // https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-signatures: the callback URL as it was given.
        new("trello", new()
        {
            Signature = new HeaderPlace("X-Trello-Webhook"),
            Encoding = SignatureEncoding.Base64,
            Signed = SignedTemplate.Parse("{body}{url}"),
        }, new()
        {
            // Each webhook of a model reports the same action.
            Id = new BodyPlace("/action/id"),
            Keys = [new EventKey(new BodyPlace("/action/id"), KeyPart.Optional(new BodyPlace("/webhook/id")), KeyPart.Optional(new BodyPlace("/model/id")))],
            KeySource = "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-action-data",
            Undocumented = EventShape.SameInRetry,
            Type = new BodyPlace("/action/type"),
        })
        {
            Hash = HashAlgorithmName.SHA1,
            UnsignedHandshake = _ => Pings.Head,
        },

        // https://developers.intercom.com/docs/webhooks/webhook-notifications#signed-notifications
        new("intercom", new() { Signature = new HeaderPlace("X-Hub-Signature", "sha1=") }, new()
        {
            Id = new BodyPlace("/id"),
            KeySource = "https://developers.intercom.com/docs/references/webhooks/webhook-models",
            Undocumented = EventShape.SameInRetry,
            Type = new BodyPlace("/topic"),
        })
        {
            Hash = HashAlgorithmName.SHA1,
            UnsignedHandshake = _ => Pings.Head,
            SignedHandshake = _ => Pings.Intercom,
        },

        // https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks
        new("jira", new() { Signature = new HeaderPlace("X-Hub-Signature", "sha256=") }, new()
        {
            Id = new HeaderPlace("X-Atlassian-Webhook-Identifier"),
            IdIsUnsigned = true,
            KeySource = "https://developer.atlassian.com/cloud/jira/platform/webhooks/#webhook-delivery",
            Type = new BodyPlace("/webhookEvent"),
        })
        {
            SecretIsOptional = true,
        },
    ];

    private static EventShape Body(string id, string type, string keySource) =>
        new() { Id = new BodyPlace(id), KeySource = keySource, Type = new BodyPlace(type) };
}
