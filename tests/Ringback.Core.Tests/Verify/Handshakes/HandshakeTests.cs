using System.Text;
using System.Text.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Handshakes;

public sealed class HandshakeTests
{
    [Fact]
    public void Slack_gets_its_challenge_when_it_is_signed()
    {
        var provider = ProviderCases.Of("slack") with { Body = """{"type":"url_verification","token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}""" };
        var source = Sources.Build("slack", provider.Config);
        var result = source.Check(provider.Request());
        result.AnswerText().ShouldBe("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        result.Answer!.ContentType.ShouldBe("text/plain; charset=utf-8");
        source.Check(provider.Request() with { Headers = new HeaderTable() }).Answer.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"id":"1","application_id":"2","token":"t","type":1,"version":1}""", 200, """{"type":1}""")]
    [InlineData("""{"version":1,"application_id":"2","type":0}""", 204, "")]
    [InlineData("""{"application_id":"2","type":0}""", 204, "")]
    public void Discord_gets_an_answer_to_its_ping(string body, int status, string answer)
    {
        var provider = ProviderCases.Of("discord") with { Body = body };
        var source = Sources.Build("discord", provider.Config);
        var result = source.Check(provider.Request());
        result.AnswerText().ShouldBe(answer);
        result.Answer!.Status.ShouldBe(status);

        // It sends one with a wrong signature too, and keeps the URL only when that is refused.
        var wrong = source.Check(provider.Request() with { Body = Encoding.UTF8.GetBytes(body + " ") });
        wrong.IsAccepted.ShouldBeFalse();
        wrong.Answer.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"version":1,"application_id":"2","type":1,"event":{"type":"APPLICATION_AUTHORIZED"}}""", "APPLICATION_AUTHORIZED")]
    [InlineData("""{"id":"5","token":"t","type":2,"version":1}""", "2")]
    public void Discords_other_requests_are_events(string body, string type)
    {
        var provider = ProviderCases.Of("discord") with { Body = body };
        var source = Sources.Build("discord", provider.Config);
        source.Check(provider.Request()).Answer.ShouldBeNull();
        source.Events.Split(provider.Request()).ShouldHaveSingleItem().Type.ShouldBe(type);
    }

    [Fact]
    public void Zoom_gets_its_token_encrypted()
    {
        var provider = ProviderCases.Of("zoom") with { Body = """{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}""" };
        var source = Sources.Build("zoom", provider.Config);
        using var answer = JsonDocument.Parse(source.Check(provider.Request()).AnswerText());
        answer.RootElement.GetProperty("plainToken").GetString().ShouldBe("qgg8vlvZRS6UYooatFL8Aw");
        answer.RootElement.GetProperty("encryptedToken").GetString().ShouldBe(ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, "qgg8vlvZRS6UYooatFL8Aw")));
        source.Check(provider.Request() with { Headers = new HeaderTable() }).Answer.ShouldBeNull();
    }

    /// <summary>What it signs for the asker is never long and never JSON.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    [InlineData(0, false)]
    public void A_token_of_zoom_or_X_has_a_length(int length, bool answered)
    {
        var token = new string('a', length);
        var provider = ProviderCases.Of("zoom") with { Body = $$$"""{"payload":{"plainToken":"{{{token}}}"},"event":"endpoint.url_validation"}""" };
        var zoom = Sources.Build("zoom", provider.Config).Check(provider.Request());
        var x = Sources.Build("x", """{"secret":"secret"}""").Check(Sources.Get("?crc_token=" + token));
        (zoom.IsAccepted, x.IsAccepted).ShouldBe((answered, answered));
        if (!answered) (zoom.Reason, x.Reason).ShouldBe(("/payload/plainToken in the body has the wrong format", "crc_token in the query has the wrong format"));
    }

    [Fact]
    public void X_gets_the_hmac_of_its_token()
    {
        var source = Sources.Build("x", """{"secret":"secret"}""");
        source.Check(Sources.Get("?crc_token=abc&nonce=1")).AnswerText().ShouldBe("""{"response_token":"sha256=mUba1OAOkT/Ivo5dP34RCkqegy+D+wnDRShdeGONig4="}""");
    }

    [Theory]
    [InlineData("?crc_token=%7B%22event%22%3A1%7D")]
    [InlineData("?crc_token=a&crc_token=b")]
    [InlineData("?crc_token=")]
    [InlineData("")]
    public void X_can_not_be_made_to_sign_a_body(string query)
    {
        var result = Sources.Build("x", """{"secret":"secret"}""").Check(Sources.Get(query));
        result.Refusal.ShouldBe(Refusal.Malformed);
        result.Answer.ShouldBeNull();
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=vt", nameof(Refusal.None))]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=other", nameof(Refusal.NoMatch))]
    [InlineData("?hub.mode=subscribe&hub.challenge=1158201444", nameof(Refusal.Missing))]
    [InlineData("?hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=vt", nameof(Refusal.Malformed))]
    [InlineData("?hub.mode=subscribe&hub.challenge=%0d%0aSet-Cookie%3a&hub.verify_token=vt", nameof(Refusal.Malformed))]
    public void Meta_gets_its_challenge_for_the_verify_token(string query, string refusal)
    {
        var result = Sources.Build("meta", ProviderCases.Of("meta").Config).Check(Sources.Get(query));
        result.Refusal.ToString().ShouldBe(refusal);
        if (refusal == nameof(Refusal.None)) result.AnswerText().ShouldBe("1158201444");
        else result.Answer.ShouldBeNull();
    }

    [Fact]
    public void Adobe_sign_gets_its_client_id_each_time()
    {
        var source = Sources.Build("adobe-sign", """{"clientId":"UB7E5BXCXY"}""");
        source.Check(Sources.Get("", ("X-AdobeSign-ClientId", "UB7E5BXCXY"))).AnswerText().ShouldBe("""{"xAdobeSignClientId":"UB7E5BXCXY"}""");
        source.Check(Sources.Get("", ("X-AdobeSign-ClientId", "OTHER"))).ShouldBe(VerificationResult.Refused(Refusal.NoMatch, "the header X-AdobeSign-ClientId isn't the source's client id"));
        source.Check(Sources.Get("")).ShouldBe(VerificationResult.Refused(Refusal.Missing, "the header X-AdobeSign-ClientId is missing"));
        Encoding.UTF8.GetString(source.Answer!.Body.Span).ShouldBe("""{"xAdobeSignClientId":"UB7E5BXCXY"}""");
    }

    [Fact]
    public void Adyen_and_twilio_have_their_own_answers()
    {
        var adyen = Sources.Build("adyen", """{"secret":"00ff"}""").Answer.ShouldNotBeNull();
        (adyen.Status, Encoding.UTF8.GetString(adyen.Body.Span)).ShouldBe((200, "[accepted]"));
        var twilio = Sources.Build("twilio", """{"secret":"t"}""").Answer.ShouldNotBeNull();
        (twilio.ContentType, Encoding.UTF8.GetString(twilio.Body.Span)).ShouldBe(("text/xml", "<Response/>"));
        Sources.Build("stripe", """{"secret":"t"}""").Answer.ShouldBeNull();
    }

    [Fact]
    public void A_handshake_is_answered_with_the_old_secret_too_while_rotating()
    {
        var source = Sources.Build("meta", """{"secret":"a","verifyToken":"new"}""", ("""{"secret":"b","verifyToken":"old"}""", Sources.Now.AddHours(1)));
        source.Check(Sources.Get("?hub.mode=subscribe&hub.challenge=7&hub.verify_token=old")).AnswerText().ShouldBe("7");
    }
}
