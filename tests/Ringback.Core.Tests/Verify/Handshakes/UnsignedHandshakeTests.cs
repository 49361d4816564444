using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Handshakes;

/// <summary>What comes unsigned and is answered: it brings no event in, and gives no signature of one away.</summary>
public sealed class UnsignedHandshakeTests
{
    [Theory]
    [InlineData("42")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("a=b")]
    [InlineData("abc")]
    [InlineData("")]
    public void What_X_would_be_answered_as_a_token_is_no_event(string body)
    {
        var source = Sources.Build("x", $$"""{"secret":"{{ProviderCases.Secret}}"}""");
        var bytes = Encoding.UTF8.GetBytes(body);
        var result = source.Check(Sources.Post(bytes, ("x-twitter-webhooks-signature", "sha256=" + ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, bytes)))));
        result.Refusal.ShouldBe(Refusal.Malformed);
        result.Reason.ShouldBe("the body has the wrong format");
    }

    [Theory]
    [InlineData("?challenge=abc-1_2", "abc-1_2")]
    [InlineData("?challenge=%3Cscript%3E", null)]
    [InlineData("?challenge=a%0Ab", null)]
    [InlineData("?challenge=a&challenge=b", null)]
    [InlineData("?challenge=", null)]
    [InlineData("", null)]
    public void Dropbox_gets_a_plain_challenge_back(string query, string? answer)
    {
        var result = Sources.Build("dropbox", """{"secret":"s"}""").Check(Sources.Get(query));
        result.IsAccepted.ShouldBe(answer is not null);
        result.IsProven.ShouldBeFalse();
        if (answer is null) result.Answer.ShouldBeNull();
        else (result.AnswerText(), result.Answer!.ContentType).ShouldBe((answer, "text/plain; charset=utf-8"));
    }

    [Theory]
    [InlineData("webhook_id=42", true)]
    [InlineData("webhook_id=", false)]
    [InlineData("webhook_id=42&status=paid", false)]
    [InlineData("webhook_id=4x", false)]
    [InlineData("webhook_id=12345678901234567890", true)]
    [InlineData("webhook_id=123456789012345678901", false)]
    [InlineData("{}", false)]
    public void WooCommerces_ping_is_answered_and_nothing_else_that_is_unsigned(string body, bool answered)
    {
        var result = Sources.Build("woocommerce", """{"secret":"s"}""").Check(Sources.Post(Encoding.UTF8.GetBytes(body)));
        result.IsAccepted.ShouldBe(answered);
        result.IsProven.ShouldBeFalse();
        if (answered) result.Answer!.Status.ShouldBe(200);
        else result.Refusal.ShouldBe(Refusal.Missing);
    }

    [Fact]
    public void WooCommerces_ping_is_a_POST_without_a_signature()
    {
        var body = "webhook_id=42"u8.ToArray();
        var source = Sources.Build("woocommerce", """{"secret":"s"}""");
        var signed = source.Check(Sources.Post(body, ("X-WC-Webhook-Signature", ProviderCases.B64(ProviderCases.Mac("s", body)))));
        signed.Answer.ShouldBeNull();
        signed.IsProven.ShouldBeTrue();
        source.Check(Sources.Post(body, ("X-WC-Webhook-Signature", ProviderCases.B64(ProviderCases.Mac("other", body))))).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Sources.Post(body) with { Method = "GET" }).Refusal.ShouldBe(Refusal.Missing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bitbuckets_ping_is_answered_signed_or_not(bool signed)
    {
        var body = """{"test":true}"""u8.ToArray();
        var request = Sources.Post(body, ("X-Event-Key", "diagnostics:ping"));
        if (signed) request = request with { Headers = ((HeaderTable)request.Headers).With("X-Hub-Signature", "sha256=" + ProviderCases.Hex(ProviderCases.Mac("s", body))) };
        var source = Sources.Build("bitbucket", """{"secret":"s"}""");
        var result = source.Check(request);
        result.Answer.ShouldNotBeNull().Status.ShouldBe(200);
        result.IsProven.ShouldBe(signed);
        if (!signed) Sources.Build("bitbucket", "{}").Check(request).Answer.ShouldNotBeNull().Status.ShouldBe(200);
        source.Check(Sources.Post(body, ("X-Event-Key", "repo:push"))).Refusal.ShouldBe(Refusal.Missing);
        source.Check(Sources.Post(body, ("X-Event-Key", "diagnostics:ping"), ("X-Hub-Signature", "sha256=00"))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Fact]
    public void Mailguns_token_is_signed_with_its_timestamp()
    {
        // By openssl: printf 1700000000abc | openssl dgst -sha256 -hmac key-1
        var source = Sources.Build("mailgun", """{"secret":"key-1"}""");
        var body = """{"signature":{"timestamp":"1700000000","token":"abc","signature":"2cbd624d15a3877e6a11b18e048fc3b264fd22fc123855cc4e9b81f2a46c6da6"},"event-data":{"id":"1","event":"failed"}}"""u8.ToArray();
        var now = DateTimeOffset.FromUnixTimeSeconds(1700000000);
        source.Check(Sources.Post(body), now).IsAccepted.ShouldBeTrue();
        var moved = Encoding.UTF8.GetString(body).Replace("1700000000", "170000000", StringComparison.Ordinal).Replace("\"abc\"", "\"0abc\"", StringComparison.Ordinal);
        source.Check(Sources.Post(Encoding.UTF8.GetBytes(moved)), now).IsAccepted.ShouldBeFalse();
    }
}
