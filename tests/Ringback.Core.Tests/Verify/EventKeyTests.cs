using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>
/// What is the same event again, and what is another: of every type, two events that differ in one part of their key, and what may
/// differ in a retry.
/// </summary>
public sealed class EventKeyTests
{
    private const string Adyen = """{"notificationItems":[{"NotificationRequestItem":{"pspReference":"P1","eventCode":"AUTHORISATION","success":"false","merchantAccountCode":"M1","eventDate":"1"}}]}""";
    private const string AdyenDispute = """{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"disputeStatus":"Unresponded"},"pspReference":"D1","eventCode":"REQUEST_FOR_INFORMATION","success":"true","merchantAccountCode":"M1"}}]}""";
    private const string HubSpot = """[{"eventId":1,"subscriptionId":7,"subscriptionType":"contact.creation","objectId":5,"occurredAt":1700000000000,"portalId":9,"attemptNumber":0}]""";
    private const string Conversation = "EventType=onMessageUpdated&MessageSid=IM1&ConversationSid=CH1&DateUpdated=1";
    private const string Call = "CallSid=CA1&CallStatus=ringing&SequenceNumber=1";
    private const string Ticket = """{"id":"35436","type":"ticket"}""";
    private const string Mailgun = """{"signature":{"token":"1"},"event-data":{"event":"opened","id":"aa","timestamp":77.5}}""";
    private const string Zen = """{"id":"01HE","type":"zen:event-type:ticket.created"}""";
    private const string Interaction = """{"id":"77","type":2}""";
    private const string DiscordEvent = """{"version":1,"type":1,"event":{"type":"ENTITLEMENT_CREATE","timestamp":"2026-03-04T05:06:07","data":{"id":"1"}}}""";

    private const string EventGrid = """[{"id":"1","topic":"/topic","eventType":"Order.Paid"}]""";
    private const string PubSub = """{"message":{"messageId":"136969346945"},"subscription":"projects/p/subscriptions/s"}""";
    private const string Mandrill = "mandrill_events=%5B%7B%22event%22%3A%22open%22%2C%22ts%22%3A77%7D%5D";
    private const string CloudEvent = """{"id":"1","source":"/shop","type":"com.example.paid"}""";

    private static readonly string[] Form = ["Content-Type: application/x-www-form-urlencoded"];
    private static readonly string[] Invocation = ["X-Zendesk-Webhook-Invocation-Id: 8350205582", "X-Zendesk-Webhook-Id: 01F1"];
    private static readonly string[] GitLabEvent = ["X-Gitlab-Event: Push Hook", "X-Gitlab-Event-UUID: u1"];

    public static TheoryData<string, string, string[], string, string> Different => new()
    {
        // type, body, headers, what in body or headers is replaced, by what
        { "stripe", """{"id":"evt_1","type":"a"}""", [], "evt_1", "evt_2" },
        { "github", "{}", ["X-GitHub-Delivery: 1"], ": 1", ": 2" },
        { "shopify", "{}", ["X-Shopify-Webhook-Id: 1"], ": 1", ": 2" },
        { "slack", """{"event_id":"Ev1"}""", [], "Ev1", "Ev2" },
        { "square", """{"event_id":"1"}""", [], "\"1\"", "\"2\"" },
        { "paddle", """{"event_id":"1"}""", [], "\"1\"", "\"2\"" },
        { "paypal", """{"id":"1"}""", [], "\"1\"", "\"2\"" },
        { "linear", "{}", ["Linear-Delivery: 1"], ": 1", ": 2" },
        { "razorpay", "{}", ["x-razorpay-event-id: 1"], ": 1", ": 2" },
        { "woocommerce", """{"id":7}""", ["X-WC-Webhook-Delivery-ID: 1"], ": 1", ": 2" },
        { "woocommerce", """{"id":7}""", ["X-WC-Webhook-Delivery-ID: 1"], "7", "8" },
        { "bitbucket", "{}", ["X-Request-UUID: 1"], ": 1", ": 2" },
        { "mailgun", Mailgun, [], "aa", "ab" },
        { "mailgun", Mailgun, [], "77.5", "78.5" },
        { "sendgrid", """[{"sg_event_id":"1"}]""", [], "\"1\"", "\"2\"" },
        { "airwallex", """{"id":"1"}""", [], "\"1\"", "\"2\"" },
        { "easypost", """{"id":"1"}""", [], "\"1\"", "\"2\"" },
        { "svix", "{}", ["svix-id: 1"], ": 1", ": 2" },
        { "clerk", "{}", ["webhook-id: 1"], ": 1", ": 2" },
        { "adyen", Adyen, [], "\"success\":\"false\"", "\"success\":\"true\"" },
        { "adyen", Adyen, [], "M1", "M2" },
        { "adyen", Adyen, [], "P1", "P2" },
        { "adyen", Adyen, [], "AUTHORISATION", "CAPTURE" },
        { "adyen", Adyen, [], "\"pspReference\"", "\"originalReference\":\"O1\",\"pspReference\"" },
        { "adyen", AdyenDispute, [], "Unresponded", "Responded" },
        { "adyen", AdyenDispute, [], "\"disputeStatus\":\"Unresponded\"", "" },
        { "hubspot", HubSpot, [], "\"eventId\":1", "\"eventId\":2" },
        { "hubspot", HubSpot, [], "\"subscriptionId\":7", "\"subscriptionId\":8" },
        { "hubspot", HubSpot, [], "contact.creation", "contact.deletion" },
        { "hubspot", HubSpot, [], "\"objectId\":5", "\"objectId\":6" },
        { "hubspot", HubSpot, [], "1700000000000", "1700000000001" },
        { "hubspot", HubSpot, [], "\"portalId\":9", "\"portalId\":10" },
        { "hubspot", HubSpot.Replace("\"attemptNumber\"", "\"propertyName\":\"stage\",\"propertyValue\":\"won\",\"attemptNumber\"", StringComparison.Ordinal), [], "won", "lost" },
        { "hubspot", HubSpot.Replace("\"attemptNumber\"", "\"changeFlag\":\"NEW\",\"attemptNumber\"", StringComparison.Ordinal), [], "NEW", "DELETED" },
        { "hubspot", HubSpot.Replace("\"attemptNumber\"", "\"messageId\":\"m1\",\"attemptNumber\"", StringComparison.Ordinal), [], "m1", "m2" },
        { "hubspot", HubSpot.Replace("\"attemptNumber\"", "\"associationType\":\"A\",\"toObjectId\":71,\"attemptNumber\"", StringComparison.Ordinal), [], "71", "72" },
        { "hubspot", HubSpot.Replace("\"attemptNumber\"", "\"mergedObjectIds\":[81],\"attemptNumber\"", StringComparison.Ordinal), [], "81", "82" },
        // Without an essential part nothing less than the bytes identifies it.
        { "hubspot", HubSpot.Replace("\"objectId\":5,", "", StringComparison.Ordinal), [], "\"attemptNumber\":0", "\"fromObjectId\":3" },
        { "twilio", "MessageSid=SM1&MessageStatus=sent", Form, "sent", "delivered" },
        { "twilio", "MessageSid=SM1&MessageStatus=sent", Form, "SM1", "SM2" },
        { "twilio", Conversation, Form, "onMessageUpdated", "onMessageAdded" },
        { "twilio", Conversation, Form, "DateUpdated=1", "DateUpdated=2" },
        { "twilio", Call, Form, "ringing", "completed" },
        { "twilio", Call, Form, "SequenceNumber=1", "SequenceNumber=2" },
        { "twilio", Call, Form, "CA1", "CA2" },
        { "twilio", Call, [.. Form, "I-Twilio-Idempotency-Token: 1"], ": 1", ": 2" },
        { "twilio", """[{"source":"/a","id":"EZ1","type":"t"}]""", [], "EZ1", "EZ2" },
        { "twilio", """[{"source":"/a","id":"EZ1","type":"t"}]""", [], "/a", "/b" },
        { "zendesk", Ticket, Invocation, "8350205582", "8350205583" },
        { "zendesk", Zen, [], "01HE", "01HF" },
        { "gitlab", "{}", ["Idempotency-Key: 1", .. GitLabEvent], ": 1", ": 2" },
        { "gitlab", "{}", GitLabEvent, "u1", "u2" },
        { "gitlab", """{"a":1}""", GitLabEvent, "\"a\":1", "\"a\":2" },
        { "gitlab", "{}", GitLabEvent, "Push Hook", "Tag Push Hook" },
        { "discord", Interaction, [], "77", "78" },
        { "discord", DiscordEvent, [], "05:06:07", "05:06:08" },
        { "discord", DiscordEvent, [], "\"id\":\"1\"", "\"id\":\"2\"" },
        { "telnyx", """{"data":{"id":"1","event_type":"call.answered"}}""", [], "\"1\"", "\"2\"" },
        { "telnyx", """{"data":{"id":"1","event_type":"call.answered"}}""", [], "answered", "hangup" },
        { "adobe-sign", """{"webhookNotificationId":"1","event":"AGREEMENT_CREATED"}""", [], "\"1\"", "\"2\"" },
        { "panda-doc", """[{"event":"document_updated"}]""", ["X-PandaDoc-Webhook-Event-Id: 1"], ": 1", ": 2" },
        { "panda-doc", """[{"event":"document_updated"}]""", ["X-PandaDoc-Webhook-Event-Id: 1"], "updated", "deleted" },
        { "segment", """{"messageId":"1","type":"track"}""", [], "track", "page" },
        { "tailscale", """[{"timestamp":"2026-01-01T00:00:00Z","type":"nodeCreated"}]""", [], "00Z", "01Z" },
        { "zoom", """{"event":"meeting.started","event_ts":1}""", [], "\"event_ts\":1", "\"event_ts\":2" },
        { "docusign", """{"event":"envelope-sent","generatedDateTime":"1"}""", [], "sent", "completed" },
        { "checkbook", """{"id":"1","status":"PAID"}""", ["Signature: nonce=1,signature=ab"], "nonce=1", "nonce=2" },
        { "veriff", """{"attemptId":"1","action":"started"}""", [], "started", "submitted" },
        { "vapi", """{"message":{"timestamp":1,"type":"hang"}}""", [], "\"timestamp\":1", "\"timestamp\":2" },
        { "x", """{"for_user_id":"1","tweet_create_events":[{"id":1}]}""", [], "\"id\":1", "\"id\":2" },
        { "orum-io", """{"created_at":"1","event_id":"1"}""", [], "\"event_id\":\"1\"", "\"event_id\":\"2\"" },
        { "orum-io", """{"created_at":"1","event_type":"a"}""", [], "\"1\"", "\"2\"" },
        { "meta", Page("m1"), [], "m1", "m2" },
        { "meta", Page("m1"), [], "\"id\":\"PAGE\"", "\"id\":\"PAGE2\"" },
        { "meta", """{"object":"user","entry":[{"id":"1","time":5,"changed_fields":["photos"]}]}""", [], "\"time\":5", "\"time\":6" },
        { "generic-webhook", """{"a":"1"}""", ["X-Id: 1"], ": 1", ": 2" },
        { "trello", """{"action":{"id":"51f1","type":"updateCard"}}""", [], "51f1", "51f2" },
        { "trello", """{"action":{"id":"51f1"},"webhook":{"id":"w1"}}""", [], "w1", "w2" },
        { "intercom", """{"topic":"contact.created","id":"notif_1"}""", [], "notif_1", "notif_2" },
        { "jira", "{}", ["X-Atlassian-Webhook-Identifier: 1"], ": 1", ": 2" },
        { "asana", """{"events":[{"created_at":"1","action":"changed"}]}""", [], "changed", "added" },
        { "asana", """{"events":[{"created_at":"1","action":"changed"}]}""", [], "\"1\"", "\"2\"" },
        { "microsoft-graph", """{"value":[{"id":"n1","subscriptionId":"s1"}]}""", [], "n1", "n2" },
        { "microsoft-graph", """{"value":[{"id":"n1","subscriptionId":"s1"}]}""", [], "s1", "s2" },
        { "azure-event-grid", EventGrid, [], "\"id\":\"1\"", "\"id\":\"2\"" },
        { "azure-event-grid", EventGrid, [], "/topic", "/other" },
        { "azure-event-grid", EventGrid, [], "Order.Paid", "Order.Sent" },
        { "azure-event-grid", CloudEvent, [], "/shop", "/other" },
        { "cloudevents", CloudEvent, [], "/shop", "/other" },
        { "cloudevents", CloudEvent, [], "\"id\":\"1\"", "\"id\":\"2\"" },
        { "cloudevents", "{}", ["ce-source: /shop", "ce-id: 1"], ": 1", ": 2" },
        { "cloudevents", "{}", ["ce-source: /shop", "ce-id: 1"], "/shop", "/other" },
        { "okta", """{"eventId":"e","data":{"events":[{"uuid":"u1"}]}}""", [], "u1", "u2" },
        { "strava", """{"object_type":"activity","aspect_type":"update","event_time":1,"updates":{"title":"a"}}""", [], "\"a\"", "\"b\"" },
        { "strava", """{"object_type":"activity","aspect_type":"update","event_time":1}""", [], "\"event_time\":1", "\"event_time\":2" },
        { "monday", """{"event":{"triggerUuid":"t1","type":"create_pulse"}}""", [], "t1", "t2" },
        { "aws-sns", """{"MessageId":"22b80b92","Type":"Notification"}""", [], "22b80b92", "22b80b93" },
        { "google-pubsub", PubSub, [], "136969346945", "136969346946" },
        { "google-pubsub", PubSub, [], "subscriptions/s", "subscriptions/t" },
        { "google-pubsub", "{}", ["x-goog-pubsub-subscription-name: s", "x-goog-pubsub-message-id: 1"], ": 1", ": 2" },
        { "google-pubsub", "{}", ["x-goog-pubsub-subscription-name: s", "x-goog-pubsub-message-id: 1"], ": s", ": t" },
        { "atlassian-connect", "{}", ["X-Atlassian-Webhook-Identifier: 1"], ": 1", ": 2" },
        { "mandrill", Mandrill, Form, "open", "click" },
        { "mandrill", Mandrill, Form, "77", "78" },
        { "braintree", "bt_signature=a&bt_payload=PG4%2B", Form, "PG4", "PG5" },
        { "shopify", "{}", ["Shopify-Webhook-Id: 1"], ": 1", ": 2" },
    };

    public static TheoryData<string, string, string[], string, string> SameAgain => new()
    {
        { "adyen", Adyen, [], "\"eventDate\":\"1\"", "\"eventDate\":\"2\"" },
        { "mailgun", Mailgun, [], "\"token\":\"1\"", "\"token\":\"2\"" },
        { "bitbucket", "{}", ["X-Request-UUID: 1", "X-Attempt-Number: 1"], "Number: 1", "Number: 2" },
        { "hubspot", HubSpot, [], "\"attemptNumber\":0", "\"attemptNumber\":1" },
        { "zendesk", Zen, Invocation, "8350205582", "8350205583" },
        { "zendesk", Ticket, Invocation, "35436", "35437" },
        { "gitlab", """{"a":1}""", ["Idempotency-Key: 1", .. GitLabEvent], "u1", "u2" },
        { "meta", Page("m1"), [], "\"time\":5", "\"time\":6" },
        { "github", "{}", ["X-GitHub-Delivery: 1", "X-GitHub-Hook-ID: 5"], "Hook-ID: 5", "Hook-ID: 6" },
        { "telnyx", """{"data":{"id":"1"},"meta":{"attempt":1}}""", [], "\"attempt\":1", "\"attempt\":2" },
        { "generic-webhook", """{"a":"1"}""", ["X-Id: 1"], "\"1\"", "\"2\"" },
        { "intercom", """{"id":"notif_1","delivery_attempts":1}""", [], "\"delivery_attempts\":1", "\"delivery_attempts\":2" },
        { "google-pubsub", PubSub, [], "\"subscription\":", "\"deliveryAttempt\":2,\"subscription\":" },
        { "jira", "{}", ["X-Atlassian-Webhook-Identifier: 1", "X-Atlassian-Webhook-Retry: 1"], "Retry: 1", "Retry: 2" },
        { "okta", """{"eventId":"e1","data":{"events":[{"uuid":"u1"}]}}""", [], "e1", "e2" },
        { "orum-io", """{"event_id":"e1","created_at":"1"}""", [], "\"1\"", "\"2\"" },
    };

    public static TheoryData<string, string, string[]> Unknown => new()
    {
        { "stripe", """{"type":"a"}""", [] },
        { "zendesk", Ticket, [] },
        { "zendesk", """{"id":"1","type":"xzen:event-type:a"}""", [] },
        { "twilio", "CallSid=CA1&CallStatus=in-progress&Digits=1", Form },
        { "twilio", "MessageSid=SM1", Form },
        { "gitlab", "{}", ["X-Gitlab-Event-UUID: u1"] },
        { "zoom", """{"event":"a"}""", [] },
        { "docusign", """{"event":"a"}""", [] },
        { "vapi", """{"message":{"type":"a"}}""", [] },
        { "tailscale", """[{"type":"a"}]""", [] },
        { "discord", """{"type":1}""", [] },
        { "woocommerce", """{"id":7}""", [] },
        // A shop's own action: the same product put into the same cart twice within a second.
        { "woocommerce", """{"action":"woocommerce_add_to_cart","arg":"c4ca4238"}""", ["X-WC-Webhook-Delivery-ID: 1"] },
        { "orum-io", """{"event_type":"transfer_updated"}""", [] },
        { "mailgun", Mailgun.Replace("\"id\":\"aa\",", "", StringComparison.Ordinal), [] },
        { "dropbox", """{"list_folder":{"accounts":["1"]}}""", [] },
        { "nango", """{"type":"auth"}""", [] },
        { "port-io", """{"a":1}""", [] },
        { "rutter", """{"code":"UPDATE"}""", [] },
        { "openclaw", """{"a":1}""", [] },
        { "generic-hmac", """{"id":1}""", [] },
        { "basic", """{"id":1}""", [] },
        { "websub", "<feed/>", [] },
        { "plaid", """{"webhook_type":"TRANSACTIONS","webhook_code":"SYNC_UPDATES_AVAILABLE","item_id":"i"}""", [] },
        { "mandrill", "mandrill_events=%5B%7B%22event%22%3A%22open%22%7D%5D", Form },
        { "google-pubsub", """{"message":{"messageId":"136969346945"}}""", [] },
        { "microsoft-graph", """{"value":[{"subscriptionId":"s1"}]}""", [] },
        { "asana", """{"events":[{"action":"changed"}]}""", [] },
        { "cloudevents", """{"id":"1"}""", [] },
        { "monday", """{"event":{"type":"create_pulse"}}""", [] },
        { "meta", """{"object":"page","entry":[{"id":"1","changes":[{"field":"feed"}]}]}""", [] },
    };

    [Theory]
    [MemberData(nameof(Different))]
    public void What_differs_in_a_part_of_its_key_is_another_event(string type, string body, string[] headers, string part, string other)
    {
        var first = Identity(type, body, headers);
        first.IsNone.ShouldBeFalse();
        Key(Identity(type, body, headers)).ShouldBe(Key(first));
        var second = Identity(type, body.Replace(part, other, StringComparison.Ordinal), [.. headers.Select(line => line.Replace(part, other, StringComparison.Ordinal))]);
        Key(second).ShouldNotBe(Key(first));
    }

    [Theory]
    [MemberData(nameof(SameAgain))]
    public void What_may_differ_in_a_retry_is_in_no_key(string type, string body, string[] headers, string part, string other)
    {
        var first = Identity(type, body, headers);
        first.IsNone.ShouldBeFalse();
        var second = Identity(type, body.Replace(part, other, StringComparison.Ordinal), [.. headers.Select(line => line.Replace(part, other, StringComparison.Ordinal))]);
        Key(second).ShouldBe(Key(first));
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void An_event_without_an_essential_part_has_no_key(string type, string body, string[] headers) => Identity(type, body, headers).IsNone.ShouldBeTrue();

    /// <summary>Nothing that a sender writes into one part may look like another part.</summary>
    [Theory]
    [InlineData("a:b", "c", "a", "b:c")]
    [InlineData("a", "", "", "a")]
    [InlineData("a\u0001\u0000\u0000\u0000\u0001b", "c", "a", "b")]
    [InlineData("a\u0001\u0000\u0000\u0000\u0000b", "c", "a", "b\u0001\u0000\u0000\u0000\u0000c")]
    [InlineData("ab", "c", "a", "bc")]
    public void Parts_do_not_run_into_each_other(string first, string second, string otherFirst, string otherSecond)
    {
        var key = new EventKey(KeyPart.Optional(new HeaderPlace("a")), KeyPart.Optional(new HeaderPlace("b")));
        Encoded(first, second).ShouldNotBe(Encoded(otherFirst, otherSecond));

        string Encoded(string a, string b) =>
            Convert.ToHexString(EventIdentifier.Identify([key], Sources.Post("{}", ("a", a), ("b", b)), [], null, null).Tuple.ShouldNotBeNull());
    }

    [Fact]
    public void A_long_text_stands_for_itself_alone()
    {
        var key = EventKey.Single(new HeaderPlace("a"));
        Encoded(new string('x', 600)).ShouldNotBe(Encoded(new string('x', 601)));
        Encoded(new string('x', 600)).ShouldNotBe(Key(EventIdentifier.Identify([key], Sources.Post("{}", ("a", new string('x', 512))), [], null, null)));

        string Encoded(string a) => Key(EventIdentifier.Identify([key], Sources.Post("{}", ("a", a)), [], null, null));
    }

    /// <summary>An event that was found by asking the provider has only the id.</summary>
    [Fact]
    public void A_single_field_is_its_text_and_no_tuple_equals_a_text()
    {
        Identity("stripe", """{"id":"evt_1"}""", []).ShouldBe(new EventIdentity("evt_1", null, IsSigned: true));
        Identity("adyen", Adyen, []).Tuple.ShouldNotBeNull()[0].ShouldBe((byte)0xFF);
    }

    [Fact]
    public void Sources_of_a_type_use_the_keys_that_are_documented()
    {
        foreach (var provider in ProviderCases.All)
        {
            var documented = DocumentedEvents.OfAllTypes().Where(known => known.Type == provider.Type).Select(known => Describe(known.Events)).ToArray();
            documented.ShouldContain(Describe(Sources.Build(provider.Type, provider.Config).Events), provider.Type);
        }
        DocumentedEvents.OfAllTypes().Select(known => known.Type).Distinct().Order().ShouldBe(SourceTypes.Names.Order());

        static string Describe(EventShape events) => string.Join("; ", events.Keys.Select(key => key.Description));
    }

    [Fact]
    public void A_key_says_where_the_provider_documents_it()
    {
        foreach (var (type, events) in DocumentedEvents.OfAllTypes())
            (events.KeySource?.StartsWith("https://", StringComparison.Ordinal) == true).ShouldBe(events.Keys.Count > 0, type);
    }

    private static string Page(string mid) =>
        $$$"""{"object":"page","entry":[{"id":"PAGE","time":5,"messaging":[{"timestamp":7,"message":{"mid":"{{{mid}}}"}}]}]}""";

    private static EventIdentity Identity(string type, string body, string[] headers)
    {
        var events = DocumentedEvents.OfAllTypes().Last(known => known.Type == type).Events;
        if (type == "generic-webhook") events = Sources.Build(type, """{"eventIdHeader":"X-Id"}""").Events;
        var lines = headers.Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1])).ToArray();
        return events.Split(Sources.Post(body, lines)).ShouldHaveSingleItem().Identity;
    }

    private static string Key(EventIdentity identity) => identity.Text ?? Convert.ToHexString(identity.Tuple.ShouldNotBeNull());
}
