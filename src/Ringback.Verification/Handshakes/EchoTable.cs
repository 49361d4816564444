using Ringback.Verification.Verifiers;

namespace Ringback.Verification.Handshakes;

/// <summary>The table: which value each provider wants to hear again, with where it says so.</summary>
internal static class EchoTable
{
    /// <summary>Comes signed (https://docs.slack.dev/reference/events/url_verification).</summary>
    public static EchoHandshake Slack { get; } = new("POST", new BodyPlace("/challenge")) { Mark = (new BodyPlace("/type"), ["url_verification"]) };

    /// <summary>https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests</summary>
    public static EchoHandshake Meta { get; } = new("GET", new QueryPlace("hub.challenge"))
    {
        Mark = (new QueryPlace("hub.mode"), ["subscribe"]),
        Known = new QueryPlace("hub.verify_token"),
    };

    /// <summary>https://www.dropbox.com/developers/reference/webhooks#documentation</summary>
    public static EchoHandshake Dropbox { get; } = new("GET", new QueryPlace("challenge"));

    /// <summary>A POST with no body (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation).</summary>
    public static EchoHandshake MicrosoftGraph { get; } = new("POST", new QueryPlace("validationToken"));

    /// <summary>By a header, and by the event's type (https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema).</summary>
    public static EchoHandshake EventGrid { get; } = new("POST", new BodyPlace("/0/data/validationCode"))
    {
        Mark = (new FirstPlace(new HeaderPlace("aeg-event-type"), new BodyPlace("/0/eventType")), ["SubscriptionValidation", "Microsoft.EventGrid.SubscriptionValidationEvent"]),
        Member = "validationResponse",
    };

    /// <summary>https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request</summary>
    public static EchoHandshake Okta { get; } = new("GET", new HeaderPlace("X-Okta-Verification-Challenge")) { Member = "verification" };

    /// <summary>https://developers.strava.com/docs/webhooks/</summary>
    public static EchoHandshake Strava { get; } = new("GET", new QueryPlace("hub.challenge"))
    {
        Mark = (new QueryPlace("hub.mode"), ["subscribe"]),
        Known = new QueryPlace("hub.verify_token"),
        Member = "hub.challenge",
    };

    /// <summary>https://developer.monday.com/api-reference/reference/webhooks#url-verification</summary>
    public static EchoHandshake Monday { get; } = new("POST", new BodyPlace("/challenge")) { Member = "challenge" };

    /// <summary>A hub's verification of intent (https://www.w3.org/TR/websub/#hub-verifies-intent), for what this source wants.</summary>
    /// <param name="mode"><c>subscribe</c> or <c>unsubscribe</c>.</param>
    public static EchoHandshake WebSub(string mode) => new("GET", new QueryPlace("hub.challenge"))
    {
        Mark = (new QueryPlace("hub.mode"), [mode]),
        Known = new QueryPlace("hub.topic"),
    };
}
