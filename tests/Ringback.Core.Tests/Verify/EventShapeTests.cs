using System.Text;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

public sealed class EventShapeTests
{
    [Theory]
    [InlineData("stripe", """{"id":"evt_1","object":"event","type":"invoice.paid"}""", "evt_1", "invoice.paid")]
    [InlineData("slack", """{"event":{"type":"app_mention","event_ts":"1"},"type":"event_callback","event_id":"Ev1"}""", "Ev1", "app_mention")]
    [InlineData("square", """{"event_id":"e1","type":"payment.updated"}""", "e1", "payment.updated")]
    [InlineData("paypal", """{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}""", "WH-1", "PAYMENT.CAPTURE.COMPLETED")]
    [InlineData("paddle", """{"event_id":"evt_1","event_type":"transaction.completed"}""", "evt_1", "transaction.completed")]
    [InlineData("zendesk", """{"id":"1","type":"zen:event-type:ticket.created"}""", "1", "zen:event-type:ticket.created")]
    [InlineData("telnyx", """{"data":{"event_type":"call.hangup","id":"7"}}""", "7", "call.hangup")]
    [InlineData("easypost", """{"id":"evt_1","description":"tracker.updated"}""", "evt_1", "tracker.updated")]
    [InlineData("stripe", """{"id":17,"type":true}""", "17", "true")]
    [InlineData("stripe", """{"id":null,"type":{"a":1}}""", null, null)]
    [InlineData("stripe", """{"id":"a\u00e9","id":"second"}""", "a\u00e9", null)]
    [InlineData("stripe", """{"id":"\ud800"}""", null, null)]
    [InlineData("stripe", """{"id":"cut of""", null, null)]
    [InlineData("stripe", "", null, null)]
    public void Id_and_type_of_a_body(string type, string body, string? id, string? eventType)
    {
        var config = type switch
        {
            "telnyx" => ProviderCases.Of("telnyx").Config,
            "paypal" => """{"webhookId":"w"}""",
            _ => """{"secret":"s"}""",
        };
        var found = Sources.Build(type, config).Events.Split(Sources.Post(body)).ShouldHaveSingleItem();
        found.Id.ShouldBe(id);
        found.Type.ShouldBe(eventType);
        Encoding.UTF8.GetString(found.Raw.Span).ShouldBe(body);
    }

    [Theory]
    [InlineData("github", "X-GitHub-Delivery", "X-GitHub-Event")]
    [InlineData("shopify", "X-Shopify-Webhook-Id", "X-Shopify-Topic")]
    [InlineData("linear", "Linear-Delivery", "Linear-Event")]
    [InlineData("gitlab", "X-Gitlab-Event-UUID", "X-Gitlab-Event")]
    public void Of_headers_it_is_known_that_nobody_signed_the_id(string type, string id, string eventType)
    {
        var events = Sources.Build(type, type == "gitlab" ? """{"token":"t"}""" : """{"secret":"s"}""").Events;
        var found = events.Split(Sources.Post("{}", (id, "17"), (eventType, "orders/create"))).ShouldHaveSingleItem();
        (found.Id, found.Type).ShouldBe(("17", "orders/create"));
        events.IdIsUnsigned.ShouldBeTrue();
        Sources.Build("svix", $$"""{"secret":"{{ProviderCases.Whsec}}"}""").Events.IdIsUnsigned.ShouldBeFalse();
    }

    /// <summary>Else a replay with another id beside the signed one would be no duplicate.</summary>
    [Fact]
    public void The_id_is_the_one_that_was_verified()
    {
        var provider = ProviderCases.Of("svix");
        var source = Sources.Build("svix", provider.Config);
        var request = provider.Request();
        request = request with { Headers = ((HeaderTable)request.Headers).With("webhook-id", "msg_other") };
        source.Check(request).IsAccepted.ShouldBeTrue();
        source.Events.Split(request).ShouldHaveSingleItem().Id.ShouldBe("msg_1");
    }

    [Fact]
    public void Nothing_found_is_not_accepted() => default(VerificationResult).IsAccepted.ShouldBeFalse();

    [Theory]
    [InlineData("monday", """{"event":{"type":"create_pulse","triggerUuid":"t1"}}""", "t1", "create_pulse")]
    [InlineData("monday", """{"type":"create_pulse","triggerUuid":"t1"}""", null, null)]
    [InlineData("asana", """{"events":[{"resource":{"gid":"1","resource_type":"task"},"action":"changed"}]}""", null, "task:changed")]
    [InlineData("asana", """{"events":[{"resource":{"gid":"1"},"action":"changed"}]}""", null, null)]
    [InlineData("mandrill", """mandrill_events=[{"event":"send","_id":"m1","type":"other"}]""", "m1", "send")]
    [InlineData("mandrill", """mandrill_events=[{"type":"whitelist","action":"add"}]""", null, "whitelist")]
    public void Id_and_type_of_an_event_in_a_body(string type, string body, string? id, string? eventType)
    {
        (string, string)[] headers = body[0] == 'm' ? [("Content-Type", "application/x-www-form-urlencoded")] : [];
        var found = Sources.Build(type, type == "mandrill" ? """{"secret":"s"}""" : "{}").Events.Split(Sources.Post(body, headers)).ShouldHaveSingleItem();
        (found.Id, found.Type).ShouldBe((id, eventType));
    }

    /// <summary>What stands in headers isn't signed, and doesn't prove that an event came before.</summary>
    [Theory]
    [InlineData("google-pubsub", """{"message":{"messageId":"1","attributes":{"eventType":"OBJECT_FINALIZE"}},"subscription":"s"}""", "", "1", "OBJECT_FINALIZE", true)]
    [InlineData("google-pubsub", """{"message":{"messageId":"1","attributes":{"ce-type":"a.b"}},"subscription":"s"}""", "", "1", "a.b", true)]
    [InlineData("google-pubsub", "{}", "x-goog-pubsub-subscription-name: s|x-goog-pubsub-message-id: 1", "1", null, false)]
    [InlineData("atlassian-connect", """{"webhookEvent":"jira:issue_created"}""", "X-Atlassian-Webhook-Identifier: 1", "1", "jira:issue_created", false)]
    [InlineData("cloudevents", """{"source":"/s","id":"1","type":"t"}""", "", "1", "t", true)]
    [InlineData("cloudevents", "{}", "ce-source: /s|ce-id: 1|ce-type: t", "1", "t", false)]
    [InlineData("azure-event-grid", """[{"id":"1","eventType":"t"}]""", "", "1", "t", true)]
    [InlineData("azure-event-grid", """[{"id":"1","type":"t"}]""", "", "1", "t", true)]
    [InlineData("microsoft-graph", """{"value":[{"id":"1","changeType":"updated"}]}""", "", "1", "updated", true)]
    [InlineData("microsoft-graph", """{"value":[{"id":"1","lifecycleEvent":"missed","changeType":"updated"}]}""", "", "1", "missed", true)]
    [InlineData("okta", """{"data":{"events":[{"uuid":"1","eventType":"t"}]}}""", "", "1", "t", true)]
    [InlineData("strava", """{"object_type":"activity","aspect_type":"update"}""", "", null, "activity:update", false)]
    [InlineData("plaid", """{"webhook_type":"ITEM","webhook_code":"ERROR"}""", "", null, "ITEM:ERROR", false)]
    public void What_identifies_an_event_is_signed_or_not(string type, string body, string headers, string? id, string? eventType, bool isSigned)
    {
        var config = type switch
        {
            "google-pubsub" => """{"audience":"a","serviceAccount":"b"}""",
            "plaid" => """{"clientId":"c","secret":"s"}""",
            "strava" => """{"verifyToken":"v"}""",
            _ => ProviderCases.Of(type).Config,
        };
        var lines = headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")).Select(pair => (pair[0], pair[1]));
        var events = Sources.Build(type, config).Events;
        var found = events.Split(Sources.Post(Encoding.UTF8.GetBytes(body), lines)).ShouldHaveSingleItem();
        (found.Id, found.Type, found.Identity.IsSigned).ShouldBe((id, eventType, isSigned));
        events.IdIsUnsigned.ShouldBe(type is "google-pubsub" or "atlassian-connect" or "cloudevents");
    }

    [Fact]
    public void A_list_is_as_many_events_each_with_its_own_bytes()
    {
        const string Body = """ [ {"eventId":1,"subscriptionType":"contact.creation"} , {"subscriptionType":"deal.deletion","x":[{}],"eventId":2} ] """;
        var events = Sources.Build("hubspot", """{"secret":"s"}""").Events.Split(Sources.Post(Body));
        events.Select(e => (e.Id, e.Type, Encoding.UTF8.GetString(e.Raw.Span))).ShouldBe(
        [
            ("1", "contact.creation", """{"eventId":1,"subscriptionType":"contact.creation"}"""),
            ("2", "deal.deletion", """{"subscriptionType":"deal.deletion","x":[{}],"eventId":2}"""),
        ]);
        Sources.Build("hubspot", """{"secret":"s"}""").Events.Split(Sources.Post("[]")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"eventId":1}""")]
    [InlineData("""[{"eventId":1},{"eventId":2}""")]
    [InlineData("""[{"eventId":1},]""")]
    public void What_should_be_a_list_and_is_none_is_one_event(string body) =>
        Encoding.UTF8.GetString(Sources.Build("hubspot", """{"secret":"s"}""").Events.Split(Sources.Post(body)).ShouldHaveSingleItem().Raw.Span).ShouldBe(body);

    [Fact]
    public void Adyens_items_are_read_by_their_reference()
    {
        var events = Sources.Build("adyen", """{"secret":"00"}""").Events.Split(Sources.Post(ProviderCases.AdyenItems("a", "b")));
        events.Count.ShouldBe(2);
        events[1].Id.ShouldBe("7914073381342284");
        events[1].Type.ShouldBe("AUTHORISATION");
        Encoding.UTF8.GetString(events[1].Raw.Span).ShouldStartWith("""{"NotificationRequestItem":{"additionalData":{"hmacSignature":"b"}""");
    }

    [Theory]
    [InlineData("SmsStatus=delivered&MessageStatus=delivered&MessageSid=SM1", "SM1", "delivered")]
    [InlineData("From=1&MessageSid=SM2", "SM2", null)]
    [InlineData("EventType=onMessageAdded&MessageSid=IM1&ConversationSid=CH1", "IM1", "onMessageAdded")]
    [InlineData("CallSid=CA1&CallStatus=ringing&SequenceNumber=2", "CA1", "ringing")]
    public void Twilios_form_has_its_sid_and_status(string form, string id, string? eventType)
    {
        var found = Sources.Build("twilio", """{"secret":"t"}""").Events.Split(Sources.Post(form, ("Content-Type", "application/x-www-form-urlencoded"))).ShouldHaveSingleItem();
        (found.Id, found.Type).ShouldBe((id, eventType));
    }

    [Fact]
    public void A_source_may_say_itself_where_they_stand()
    {
        var events = Sources.Build("generic-webhook", """{"eventIdHeader":"X-Id","eventTypePointer":"/meta/a~1b/0"}""").Events;
        var found = events.Split(Sources.Post("""{"meta":{"a/b":["done"]}}""", ("x-id", "5"))).ShouldHaveSingleItem();
        (found.Id, found.Type, events.IdIsUnsigned).ShouldBe(("5", "done", true));
        var stripe = Sources.Build("stripe", """{"secret":"s","eventIdPointer":"/data/object/id"}""").Events;
        stripe.Split(Sources.Post("""{"id":"evt_1","type":"t","data":{"object":{"id":"pi_1"}}}""")).Select(e => (e.Id, e.Type)).ShouldBe([("pi_1", "t")]);
    }

    [Theory]
    [InlineData("", """{"a":1}""", null)]
    [InlineData("", "17", "17")]
    [InlineData("/a", """{"b":{"a":1},"a":2}""", "2")]
    [InlineData("/a/b", """{"a":[{"b":1}]}""", null)]
    [InlineData("/a/0/b", """{"a":[{"b":1}]}""", "1")]
    [InlineData("/a/00", """{"a":[1]}""", null)]
    [InlineData("/a/1", """{"a":[[1,2],3]}""", "3")]
    [InlineData("/~01", """{"~1":5}""", "5")]
    [InlineData("/", """{"":5}""", "5")]
    [InlineData("/0", """{"0":5}""", "5")]
    public void Json_pointers(string pointer, string json, string? value) =>
        JsonPointer.Parse(pointer).ReadText(Encoding.UTF8.GetBytes(json)).ShouldBe(value);

    [Theory]
    [InlineData("a")]
    [InlineData("/~")]
    [InlineData("/~2")]
    [InlineData(null)]
    public void What_is_no_json_pointer(string? text) => JsonPointer.TryParse(text, out _).ShouldBeFalse();

    /// <summary>In binary mode the body is the data of the one event that the headers tell of, whatever it is.</summary>
    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""")]
    [InlineData("""[{"id":"1","source":"/s"},{"id":"2","source":"/s"}]""")]
    [InlineData("[]")]
    [InlineData("""{"a":1}""")]
    public void A_cloud_event_in_headers_is_one_event_with_its_whole_data(string body)
    {
        var events = Sources.Build("cloudevents", "{}").Events;
        var one = events.Split(Sources.Post(body, ("ce-id", "1"), ("ce-source", "/s"), ("ce-type", "t"))).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(one.Raw.Span).ShouldBe(body);
        (one.Id, one.Type).ShouldBe(("1", "t"));
        one.Identity.IsNone.ShouldBeFalse();
        events.Split(Sources.Post("""[{"id":"1","source":"/s"},{"id":"2","source":"/s"}]""")).Select(e => e.Id).ShouldBe(["1", "2"]);
    }

    /// <summary>One header for several events tells none of them apart: each would be the duplicate of the one before.</summary>
    [Theory]
    [InlineData("hubspot", """{"secret":"s","eventIdHeader":"X-Id"}""", """[{"a":1},{"a":2},{"a":1}]""")]
    [InlineData("okta", """{"secret":"s","eventIdHeader":"X-Id"}""", """{"data":{"events":[{"a":1},{"a":2},{"a":1}]}}""")]
    [InlineData("azure-event-grid", """{"eventIdHeader":"X-Id"}""", """[{"a":1},{"a":2},{"a":1}]""")]
    [InlineData("meta", """{"secret":"s","verifyToken":"v","eventIdHeader":"X-Id"}""", """{"object":"page","entry":[{"id":"1","time":1,"changes":[{"a":1},{"a":2},{"a":1}]}]}""")]
    public void Of_several_events_a_header_alone_is_no_key(string type, string config, string body)
    {
        var events = Sources.Build(type, config).Events;
        var split = events.Split(Sources.Post(body, ("X-Id", "1")));
        split.Count.ShouldBe(3);
        split.Select(KeyOf).Distinct().Count().ShouldBe(2, "the first and the third are the same bytes");
        split.Select(KeyOf).ShouldBe(events.Split(Sources.Post(body, ("X-Id", "1"))).Select(KeyOf), "it comes again");
        split.Select(KeyOf).ShouldNotBe(events.Split(Sources.Post(body, ("X-Id", "2"))).Select(KeyOf), "another request");

        static string KeyOf(IncomingEvent one) => one.Identity.Text ?? Convert.ToHexString(one.Identity.Tuple!);
    }

    [Theory]
    [InlineData("hubspot", """{"secret":"s","eventIdHeader":"X-Id"}""", """[{"a":1}]""")]
    [InlineData("meta", """{"secret":"s","verifyToken":"v","eventIdHeader":"X-Id"}""", """{"object":"page","entry":[{"id":"1","changes":[{"a":1}]}]}""")]
    public void Of_one_event_a_header_alone_is_the_key(string type, string config, string body) =>
        Sources.Build(type, config).Events.Split(Sources.Post(body, ("X-Id", "1"))).ShouldHaveSingleItem().Identity.Text.ShouldBe("1");
}
