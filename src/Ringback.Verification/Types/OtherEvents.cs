using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Types;

/// <summary>The events of providers that have no row in <see cref="ProviderRows"/>.</summary>
internal static class OtherEvents
{
    public static EventShape Standard { get; } = new()
    {
        // In the verifier's order: the other of the two wouldn't be signed.
        Id = new FirstPlace(new HeaderPlace("svix-id"), new HeaderPlace("webhook-id")),
        KeySource = "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-metadata",
        Type = new BodyPlace("/type"),
    };

    public static EventShape GitLabSigned { get; } = Standard with
    {
        KeySource = "https://docs.gitlab.com/user/project/integrations/webhooks/#signing-tokens",
        Type = new HeaderPlace("X-Gitlab-Event"),
    };

    public static EventShape GitLab { get; } = new()
    {
        Id = new FirstPlace(new HeaderPlace("Idempotency-Key"), new HeaderPlace("X-Gitlab-Event-UUID")),
        // Webhooks that a webhook's receiver sets off share the UUID; GitLab before 17.4 sends nothing else.
        Keys =
        [
            EventKey.Single(new HeaderPlace("Idempotency-Key")) with { IsSigned = false },
            new EventKey(new HeaderPlace("X-Gitlab-Event-UUID"), new HeaderPlace("X-Gitlab-Event"), KeyPart.ItemBytes) { IsSigned = false },
        ],
        IdIsUnsigned = true,
        KeySource = "https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers",
        Type = new HeaderPlace("X-Gitlab-Event"),
    };

    public static EventShape Adyen { get; } = new()
    {
        Id = new BodyPlace("/NotificationRequestItem/pspReference"),
        Keys =
        [
            new EventKey(
                new BodyPlace("/NotificationRequestItem/merchantAccountCode"),
                new BodyPlace("/NotificationRequestItem/pspReference"),
                new BodyPlace("/NotificationRequestItem/eventCode"),
                new BodyPlace("/NotificationRequestItem/success"),
                KeyPart.Optional(new BodyPlace("/NotificationRequestItem/originalReference")),
                // All reports of a dispute share its reference, and REQUEST_FOR_INFORMATION comes once a status
                // (https://docs.adyen.com/risk-management/disputes-api/dispute-notifications). Adyen doesn't sign it.
                KeyPart.Optional(new BodyPlace("/NotificationRequestItem/additionalData/disputeStatus"))) { IsSigned = false },
            EventKey.Bytes(new BodyPlace("/NotificationRequestItem/pspReference")) with { IsSigned = false },
        ],
        KeySource = "https://docs.adyen.com/development-resources/webhooks/handle-webhook-events#duplicate-events",
        Type = new BodyPlace("/NotificationRequestItem/eventCode"),
        Items = JsonPointer.Parse("/notificationItems"),
    };

    public static EventShape PayPal { get; } = new()
    {
        Id = new BodyPlace("/id"),
        KeySource = "https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_resend",
        Type = new BodyPlace("/event_type"),
    };

    public static EventShape AdobeSign { get; } = new()
    {
        Id = new BodyPlace("/webhookNotificationId"),
        Keys = [new EventKey(new BodyPlace("/webhookNotificationId"), KeyPart.Optional(new BodyPlace("/webhookId")), KeyPart.Optional(new BodyPlace("/event")))],
        KeySource = "https://opensource.adobe.com/acrobat-sign/acrobat_sign_events/webhookeventsagreements.html",
        Undocumented = EventShape.SameInRetry,
        Type = new BodyPlace("/event"),
    };

    public static EventShape Vapi { get; } = new()
    {
        Keys = [EventKey.Bytes(new BodyPlace("/message/timestamp"))],
        KeySource = "https://docs.vapi.ai/server-url/events",
        Type = new BodyPlace("/message/type"),
    };

    // One message, call or conversation has many callbacks, so its id alone is no event's. A call's requests without a number of
    // their own have no key: its steps look alike. What isn't a form is a list of CloudEvents (Event Streams).
    public static EventShape Twilio { get; } = new()
    {
        Id = new FirstPlace(new FormPlace("MessageSid"), new FormPlace("CallSid"), new FormPlace("ConversationSid"), new BodyPlace("/id")),
        Keys =
        [
            new EventKey(new HeaderPlace("I-Twilio-Idempotency-Token"), KeyPart.ItemBytes) { IsSigned = false },
            EventKey.Bytes(new FormPlace("EventType")),
            new EventKey(
                new FormPlace("MessageSid"),
                new FirstPlace(new FormPlace("MessageStatus"), new FormPlace("SmsStatus")),
                KeyPart.Optional(new FormPlace("ErrorCode"))),
            new EventKey(
                new FormPlace("CallSid"),
                new FormPlace("CallStatus"),
                new FormPlace("SequenceNumber"),
                KeyPart.Optional(new FormPlace("StatusCallbackEvent")),
                KeyPart.Optional(new FormPlace("ConferenceSid")),
                KeyPart.Optional(new FormPlace("RecordingSid"))),
            new EventKey(KeyPart.Optional(new BodyPlace("/source")), new BodyPlace("/id"), KeyPart.Optional(new BodyPlace("/type"))),
        ],
        KeySource = "https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides",
        Type = new FirstPlace(
            new FormPlace("EventType"), new FormPlace("MessageStatus"), new FormPlace("CallStatus"), new FormPlace("SmsStatus"), new BodyPlace("/type")),
        Items = JsonPointer.Parse(""),
    };
}
