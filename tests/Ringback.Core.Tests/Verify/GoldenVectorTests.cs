using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Requests with signatures that the providers published, so that they aren't ours on both sides.</summary>
public sealed class GoldenVectorTests
{
    private const string SlackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    /// <summary>https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation</summary>
    [Fact]
    public void Github() => Sources.Build("github", """{"secret":"It's a Secret to Everybody"}""")
        .Check(Sources.Post("Hello, World!", ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")))
        .IsAccepted.ShouldBeTrue();

    /// <summary>https://docs.slack.dev/authentication/verifying-requests-from-slack</summary>
    [Fact]
    public void Slack() => Sources.Build("slack", """{"secret":"8f742231b10e8888abcd99yyyzzz85a5"}""")
        .Check(Sources.Post(SlackBody,
            ("X-Slack-Request-Timestamp", "1531420618"),
            ("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")), DateTimeOffset.FromUnixTimeSeconds(1531420620))
        .IsAccepted.ShouldBeTrue();

    /// <summary>https://www.standardwebhooks.com and https://docs.svix.com/receiving/verifying-payloads/how-manual</summary>
    [Theory]
    [InlineData("standard-webhooks", "webhook-")]
    [InlineData("svix", "svix-")]
    public void Standard_webhooks(string type, string prefix) => Sources.Build(type, """{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""")
        .Check(Sources.Post("""{"test": 2432232314}""",
            (prefix + "id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            (prefix + "timestamp", "1614265330"),
            (prefix + "signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")), DateTimeOffset.FromUnixTimeSeconds(1614265330))
        .IsAccepted.ShouldBeTrue();

    /// <summary>https://www.twilio.com/docs/usage/webhooks/webhooks-security, and the tests of its libraries.</summary>
    [Fact]
    public void Twilio() => Sources.Build("twilio", """{"secret":"12345"}""")
        .Check(Sources.Post("CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")) with
        { Url = "https://mycompany.com/myapp.php?foo=1&bar=2" })
        .IsAccepted.ShouldBeTrue();

    /// <summary>https://docs.checkbook.io/docs/api/webhooks</summary>
    [Fact]
    public void Checkbook() => Sources.Build("checkbook", """{"secret":"335b5728e25b47e88995fce207bff380"}""")
        .Check(Sources.Post("""{"status": "PAID", "id": "ed0af5fb335c47dd8eb53199ba50f5c4", "type": "CHECK"}""",
            ("Signature", "nonce=1243549809,signature=4ee9758fc0bceb3ca1a2fe397fbd125364cfffdb04296fa118dab9778a4b3ce3")))
        .IsAccepted.ShouldBeTrue();

    /// <summary>https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures</summary>
    [Fact]
    public void Adyen() => Sources.Build("adyen", $$"""{"secret":"{{ProviderCases.AdyenKey}}"}""")
        .Check(Sources.Post(ProviderCases.AdyenItems("coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=")))
        .IsAccepted.ShouldBeTrue();

    /// <summary>The tests of https://github.com/sendgrid/sendgrid-nodejs (packages/eventwebhook).</summary>
    [Fact]
    public void Sendgrid()
    {
        const string Body = """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]""" + "\r\n";
        var source = Sources.Build("sendgrid", """{"publicKey":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="}""");
        var request = Sources.Post(Body,
            ("X-Twilio-Email-Event-Webhook-Signature", "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="),
            ("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502"));
        source.Check(request, DateTimeOffset.FromUnixTimeSeconds(1_600_112_502)).IsAccepted.ShouldBeTrue();
        source.Events.Split(request).ShouldHaveSingleItem().Id.ShouldBe("ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA");
    }

    /// <summary>The check value of CRC-32 (IEEE 802.3).</summary>
    [Fact]
    public void Crc() => Crc32.Compute("123456789"u8).ShouldBe(0xCBF43926);

    /// <summary>A secret of another kind is another provider's, however like the schemes are.</summary>
    [Fact]
    public void Stripes_key_is_the_text_and_not_what_base64_says()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        var key = Convert.FromBase64String(ProviderCases.Whsec["whsec_".Length..]);
        var decoded = ProviderCases.Hex(System.Security.Cryptography.HMACSHA256.HashData(key, ProviderCases.Join("1614265330.", body)));
        var text = ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Whsec, "1614265330.", body));
        var source = Sources.Build("stripe", $$"""{"secret":"{{ProviderCases.Whsec}}"}""");
        var now = DateTimeOffset.FromUnixTimeSeconds(1614265330);
        source.Check(Sources.Post("{}", ("Stripe-Signature", $"t=1614265330,v1={text}")), now).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("Stripe-Signature", $"t=1614265330,v1={decoded}")), now).IsAccepted.ShouldBeFalse();
    }
}
