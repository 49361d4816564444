using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ringback.Testing;

namespace Ringback.Client.Tests.Verify;

public sealed class WebhookVerifierTests
{
    private static readonly byte[] Body = Signed.Utf8("""{"type":"invoice.paid","data":{"id":42}}""");
    private readonly ManualTime _clock = new(Signed.Now);

    [Fact]
    public async Task The_vector_of_Standard_Webhooks_is_accepted()
    {
        var clock = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1614265330));
        var request = new WebhookRequest(Signed.Utf8("""{"test": 2432232314}"""), new Dictionary<string, string>
        {
            ["Webhook-Id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek",
            ["Webhook-Timestamp"] = "1614265330",
            ["Webhook-Signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        });

        var result = await WebhookVerifier.StandardWebhooks(Signed.Whsec).WithClock(clock).VerifyAsync(request);

        result.IsValid.ShouldBeTrue(result.Reason);
        result.Events.ShouldHaveSingleItem().Id.ShouldBe("msg_p5jXN8AQM9LWM0D4loKWxJek");
        result.EnsureValid().ShouldBeSameAs(result);
    }

    [Fact]
    public async Task An_accepted_request_says_its_events()
    {
        var result = await Standard(Signed.Whsec).VerifyAsync(Request(Signed.Whsec));

        var one = result.Events.ShouldHaveSingleItem();
        one.Type.ShouldBe("invoice.paid");
        one.Key.ShouldBe("msg_1");
        one.IsIdSigned.ShouldBeTrue();
        one.Body.ToArray().ShouldBe(Body);
        result.Handshake.ShouldBeNull();
        result.Answer.ShouldBeNull();
    }

    [Fact]
    public async Task A_stranger_is_refused_with_a_reason_that_holds_no_secret()
    {
        var result = await Standard(Signed.OtherWhsec).VerifyAsync(Request(Signed.Whsec));

        result.IsValid.ShouldBeFalse();
        result.Refusal.ShouldBe(WebhookRefusal.NoMatch);
        result.Reason.ShouldContain("webhook-signature");
        result.Reason.ShouldNotContain(Signed.OtherWhsec["whsec_".Length..]);
        result.Events.ShouldBeEmpty();
        Should.Throw<WebhookVerificationException>(() => result.EnsureValid()).Refusal.ShouldBe(WebhookRefusal.NoMatch);
    }

    [Theory]
    [InlineData(0, WebhookRefusal.None)]
    [InlineData(1, WebhookRefusal.None)]
    [InlineData(2, WebhookRefusal.NoMatch)]
    public async Task While_a_secret_is_rotated_each_of_them_is_accepted(int signedWith, WebhookRefusal expected)
    {
        string[] secrets = [Signed.Whsec, Signed.OtherWhsec, "whsec_" + Convert.ToBase64String(new byte[24])];

        var result = await Standard(secrets[..2]).VerifyAsync(Request(secrets[signedWith]));

        result.Refusal.ShouldBe(expected);
    }

    [Theory]
    [InlineData(300, -300, WebhookRefusal.None)]
    [InlineData(300, -301, WebhookRefusal.TooOld)]
    [InlineData(300, 301, WebhookRefusal.TooNew)]
    [InlineData(10, -10, WebhookRefusal.None)]
    [InlineData(10, -11, WebhookRefusal.TooOld)]
    [InlineData(10, 11, WebhookRefusal.TooNew)]
    [InlineData(86_400, -86_400, WebhookRefusal.None)]
    public async Task The_tolerance_holds_both_ways(int tolerance, int offset, WebhookRefusal expected)
    {
        var verifier = Standard(Signed.Whsec).WithTolerance(TimeSpan.FromSeconds(tolerance));

        var result = await verifier.VerifyAsync(Request(Signed.Whsec, TimeSpan.FromSeconds(offset)));

        result.Refusal.ShouldBe(expected);
    }

    [Fact]
    public async Task The_tolerance_of_a_provider_of_the_table_holds_too()
    {
        var headers = Signed.StripeHeaders("whsec_x", Signed.Now.AddSeconds(-20), Body);
        var verifier = WebhookVerifier.Stripe("whsec_x").WithClock(_clock);

        (await verifier.VerifyAsync(new WebhookRequest(Body, headers))).IsValid.ShouldBeTrue();
        (await verifier.WithTolerance(TimeSpan.FromSeconds(19)).VerifyAsync(new WebhookRequest(Body, headers))).Refusal.ShouldBe(WebhookRefusal.TooOld);
    }

    [Fact]
    public async Task An_id_in_an_unsigned_header_is_told_apart()
    {
        var result = await WebhookVerifier.GitHub("s").VerifyAsync(new WebhookRequest(Body, Signed.GitHubHeaders("s", "d-1", "push", Body)));

        var one = result.Events.ShouldHaveSingleItem();
        one.Id.ShouldBe("d-1");
        one.Type.ShouldBe("push");
        one.IsIdSigned.ShouldBeFalse();
    }

    [Fact]
    public async Task An_event_without_an_id_is_known_by_its_bytes()
    {
        var body = Signed.Utf8("""{"type":"a"}""");
        var result = await WebhookVerifier.Stripe("k").WithClock(_clock).VerifyAsync(new WebhookRequest(body, Signed.StripeHeaders("k", Signed.Now, body)));

        result.Events[0].Id.ShouldBeNull();
        result.Events[0].Key.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    [Fact]
    public async Task A_handshake_has_its_answer_and_no_event()
    {
        var body = Signed.Utf8("""{"type":"url_verification","challenge":"c-1"}""");
        var result = await WebhookVerifier.Slack("s").WithClock(_clock).VerifyAsync(new WebhookRequest(body, Signed.SlackHeaders("s", Signed.Now, body)));

        result.IsValid.ShouldBeTrue(result.Reason);
        result.Events.ShouldBeEmpty();
        var answer = result.Handshake.ShouldNotBeNull();
        answer.Status.ShouldBe(200);
        answer.Body.ToArray().ShouldBe(Signed.Utf8("c-1"));
    }

    [Fact]
    public async Task Any_type_of_a_source_can_be_had_by_its_name_and_configuration()
    {
        var verifier = WebhookVerifier.For("generic-hmac", new JsonObject { ["secret"] = "s", ["signatureHeader"] = "X-Sig", ["eventIdPointer"] = "/data/id" });
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Signed.Utf8("s"), Body));

        var result = await verifier.VerifyAsync(new WebhookRequest(Body, new Dictionary<string, string> { ["x-sig"] = signature }));

        result.IsValid.ShouldBeTrue(result.Reason);
        result.Events[0].Id.ShouldBe("42");
    }

    [Fact]
    public async Task A_header_that_is_there_twice_is_refused()
    {
        var headers = Signed.StandardHeaders(Signed.Whsec, "msg_1", Signed.Now, Body).Append(new("webhook-id", "msg_2"));

        (await Standard(Signed.Whsec).VerifyAsync(new WebhookRequest(Body, headers))).Refusal.ShouldBe(WebhookRefusal.Repeated);
    }

    [Theory]
    [InlineData("nonesuch", "{}", "isn't a type of source")]
    [InlineData("stripe", "{}", "secret is missing")]
    [InlineData("stripe", """{"secret":"s","toleranceSecond":1}""", "toleranceSecond isn't a field")]
    [InlineData("standard-webhooks", """{"secret":"whsec_x"}""", "secret a secret is whsec_")]
    [InlineData("github", "{}", "without a secret nothing is verified")]
    [InlineData("generic-webhook", "{}", "proves nothing")]
    [InlineData("cron", """{"schedule":"* * * * *","payload":"{}"}""", "proves nothing")]
    public void What_is_wrong_is_said_at_once(string type, string config, string expected)
    {
        Should.Throw<ArgumentException>(() => WebhookVerifier.For(type, JsonNode.Parse(config)!.AsObject())).Message.ShouldContain(expected);
    }

    [Fact]
    public void Without_a_secret_there_is_no_verifier()
    {
        Should.Throw<ArgumentException>(() => WebhookVerifier.StandardWebhooks());
        Should.Throw<ArgumentException>(() => WebhookVerifier.Stripe(""));
        Should.Throw<ArgumentException>(() => WebhookVerifier.Stripe(null!));
        Should.Throw<ArgumentException>(() => WebhookVerifier.Stripe([null!]));
        Should.Throw<ArgumentException>(() => WebhookVerifier.Stripe("1", "2", "3", "4", "5", "6"));
    }

    [Fact]
    public void A_type_without_a_signed_timestamp_has_no_tolerance()
    {
        Should.Throw<ArgumentException>(() => WebhookVerifier.GitHub("s").WithTolerance(TimeSpan.FromSeconds(5))).Message.ShouldContain("toleranceSeconds isn't a field");
    }

    [Fact]
    public void Every_typed_factory_makes_its_type()
    {
        var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportSubjectPublicKeyInfoPem();
        WebhookVerifier[] all =
        [
            WebhookVerifier.StandardWebhooks(Signed.Whsec), WebhookVerifier.Stripe("s"), WebhookVerifier.GitHub("s"), WebhookVerifier.GitLab(Signed.Whsec),
            WebhookVerifier.Shopify("s"), WebhookVerifier.Slack("s"), WebhookVerifier.Square("s"), WebhookVerifier.Paddle("s"), WebhookVerifier.Zendesk("s"),
            WebhookVerifier.Linear("s"), WebhookVerifier.HubSpot("s"), WebhookVerifier.Zoom("s"), WebhookVerifier.X("s"), WebhookVerifier.Twilio("s"),
            WebhookVerifier.Adyen("44782DEF"), WebhookVerifier.Discord("79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664"), WebhookVerifier.SendGrid(p256), WebhookVerifier.PayPal("id"),
            WebhookVerifier.Meta("s", "t"),
        ];

        all.Select(verifier => verifier.Type).ShouldBe(
        [
            "standard-webhooks", "stripe", "github", "gitlab", "shopify", "slack", "square", "paddle", "zendesk", "linear", "hubspot", "zoom", "x", "twilio",
            "adyen", "discord", "sendgrid", "paypal", "meta",
        ]);
        all.ShouldAllBe(verifier => WebhookVerifier.Types.Contains(verifier.Type));
    }

    private WebhookVerifier Standard(params string[] secrets) => WebhookVerifier.StandardWebhooks(secrets).WithClock(_clock);

    private static WebhookRequest Request(string secret, TimeSpan offset = default) =>
        new(Body, Signed.StandardHeaders(secret, "msg_1", Signed.Now + offset, Body));
}
