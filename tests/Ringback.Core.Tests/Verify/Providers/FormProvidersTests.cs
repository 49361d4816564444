using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Providers;

/// <summary>Mandrill, Braintree and Twilio by GET: forms and queries that are signed.</summary>
public sealed class FormProvidersTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Keys = """{"publicKey":"integration_public_key","privateKey":"integration_private_key"}""";

    [Fact]
    public void A_batch_of_mandrills_is_as_many_events_and_its_probes_are_none()
    {
        var provider = ProviderCases.Of("mandrill") with
        {
            Body = "mandrill_events=" + Uri.EscapeDataString("""[{"event":"send","_id":"m1","ts":1772600767},{"event":"open","_id":"m1","ts":1772600768}]"""),
        };
        var source = Sources.Build("mandrill", provider.Config);
        source.Check(provider.Request()).IsAccepted.ShouldBeTrue();
        source.Events.Split(provider.Request()).Select(e => (e.Id, e.Type)).ShouldBe([("m1", "send"), ("m1", "open")]);
        source.Check(provider.Request() with { Url = Sources.Url + "?x=1" }).Refusal.ShouldBe(Refusal.NoMatch);

        // Signed with another key, as its documentation says.
        foreach (var body in (string[])["mandrill_events=%5B%5D", "mandrill_events=[]"])
        {
            var probe = source.Check(Sources.Post(body, ("Content-Type", Form), ("X-Mandrill-Signature", "AAAA")));
            probe.Answer.ShouldNotBeNull().Status.ShouldBe(200);
            probe.IsProven.ShouldBeFalse();
        }
        source.Check(Sources.Post("mandrill_events=[{}]", ("Content-Type", Form), ("X-Mandrill-Signature", "AAAA"))).Answer.ShouldBeNull();
        source.Check(new IncomingRequest { Method = "HEAD", Url = Sources.Url, Headers = new HeaderTable() }).Answer.ShouldNotBeNull().Status.ShouldBe(200);
    }

    [Fact]
    public void Braintrees_challenge_is_signed_as_its_libraries_do()
    {
        // The vector of Braintree's libraries' own tests.
        var result = Sources.Build("braintree", Keys).Check(Sources.Get("?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53"));
        result.AnswerText().ShouldBe("integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4");
        result.IsProven.ShouldBeFalse();
    }

    [Theory]
    [InlineData("?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53aa")]
    [InlineData("?bt_challenge=20f9f8ed05f77439fe9")]
    [InlineData("?bt_challenge=PG5vdGlmaWNhdGlvbi8%2Bcw==")]
    [InlineData("?bt_challenge=20F9F8ED05F77439FE955C977E4C8A53")]
    [InlineData("")]
    public void It_can_not_be_made_to_sign_a_payload(string query) =>
        Sources.Build("braintree", Keys).Check(Sources.Get(query)).Refusal.ShouldBe(Refusal.Malformed);

    [Fact]
    public void The_shortest_challenge_is_answered() =>
        Sources.Build("braintree", Keys).Check(Sources.Get("?bt_challenge=20f9f8ed05f77439fe95")).AnswerText().ShouldStartWith("integration_public_key|");

    /// <summary>Its libraries end the base64 with a line's end, which may be lost on the way; nothing else may stand there.</summary>
    [Theory]
    [InlineData("PG5vPg==", "PG5vPg==", nameof(Refusal.None))]
    [InlineData("PG5vPg==", "PG5vPg==\n", nameof(Refusal.None))]
    [InlineData("PG5vPg==\n", "PG5vPg==", nameof(Refusal.NoMatch))]
    [InlineData("PG5v Pg==", "PG5v Pg==", nameof(Refusal.Malformed))]
    [InlineData("20f9f8ed05f77439fe95", "20f9f8ed05f77439fe95", nameof(Refusal.Malformed))]
    public void A_payload_is_base64(string payload, string signed, string refusal)
    {
        var mac = Convert.ToHexStringLower(HMACSHA1.HashData(SHA1.HashData("integration_private_key"u8), Encoding.UTF8.GetBytes(signed)));
        var request = Sources.Post($"bt_signature=integration_public_key%7C{mac}&bt_payload={Uri.EscapeDataString(payload)}", ("Content-Type", Form));
        Sources.Build("braintree", Keys).Check(request).Refusal.ToString().ShouldBe(refusal);
    }

    [Fact]
    public void Both_keys_of_braintree_retire_together()
    {
        var provider = ProviderCases.Of("braintree");
        var source = Sources.Build("braintree", Keys, (provider.Config, Sources.Now.AddDays(1)));
        source.Check(provider.Request()).IsAccepted.ShouldBeTrue();
        source.Check(provider.Request(), Sources.Now.AddDays(1)).IsAccepted.ShouldBeFalse();
    }

    [Fact]
    public void A_signed_challenge_is_no_event()
    {
        const string Challenge = "20f9f8ed05f77439fe955c977e4c8a53";
        var body = $"bt_signature={Uri.EscapeDataString("integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4")}&bt_payload={Challenge}";
        Sources.Build("braintree", Keys).Check(Sources.Post(body, ("Content-Type", Form))).Refusal.ShouldBe(Refusal.Malformed);
    }

    [Theory]
    [InlineData("integration_public_key|{0}", true)]
    [InlineData("other|00&integration_public_key|{0}", true)]
    [InlineData("integration_public_key|00&integration_public_key|{0}", true)]
    [InlineData("other_public_key|{0}", false)]
    [InlineData("integration_public_key|{0}0", false)]
    [InlineData("integration_public_key|{0}|", false)]
    [InlineData("integration_public_key|", false)]
    [InlineData("integration_public_key", false)]
    [InlineData("|", false)]
    public void A_pair_of_braintrees_is_of_the_sources_key(string pairs, bool accepted)
    {
        const string Xml = "<notification><timestamp type=\"datetime\">2026-03-04T05:06:07Z</timestamp><kind>subscription_went_past_due</kind><subject><kind>no</kind></subject></notification>";
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(Xml)) + "\n";
        var mac = Convert.ToHexStringLower(HMACSHA1.HashData(SHA1.HashData("integration_private_key"u8), Encoding.UTF8.GetBytes(payload)));
        var request = Sources.Post($"bt_signature={Uri.EscapeDataString(pairs.Replace("{0}", mac, StringComparison.Ordinal))}&bt_payload={Uri.EscapeDataString(payload)}", ("Content-Type", Form));
        var source = Sources.Build("braintree", Keys);
        source.Check(request).IsAccepted.ShouldBe(accepted);
        source.Events.Split(request).ShouldHaveSingleItem().Type.ShouldBe("subscription_went_past_due");
    }

    [Theory]
    [InlineData("bt_payload=PG5vdGlmaWNhdGlvbi8%2B")]
    [InlineData("bt_signature=pk1%7C00")]
    public void A_field_of_braintrees_that_is_there_twice_is_refused(string field)
    {
        var provider = ProviderCases.Of("braintree");
        var request = provider.Request();
        var source = Sources.Build("braintree", provider.Config);
        source.Check(request with { Body = ProviderCases.Join("a=1&", request.Body.ToArray(), "&b=2") }).IsAccepted.ShouldBeTrue();
        foreach (var body in (byte[][])[ProviderCases.Join(request.Body.ToArray(), "&" + field), ProviderCases.Join(field + "&", request.Body.ToArray())])
            source.Check(request with { Body = body }).Refusal.ShouldBe(Refusal.Repeated);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><notification><kind>&b;</kind></notification>")]
    [InlineData("<notification><kind>")]
    [InlineData("not xml")]
    public void A_payload_that_is_no_plain_xml_has_no_type(string xml)
    {
        var request = Sources.Post($"bt_signature=a&bt_payload={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)))}", ("Content-Type", Form));
        Sources.Build("braintree", Keys).Events.Split(request).ShouldHaveSingleItem().Type.ShouldBeNull();
    }

    /// <summary>It is the root's child of that name, in XML that isn't longer than a megabyte.</summary>
    [Theory]
    [InlineData("<notification><subject><kind>no</kind></subject><kind>check</kind></notification>", 0, "check")]
    [InlineData("<notification><subject><kind>no</kind></subject></notification>", 0, null)]
    [InlineData("<notification><kind/></notification>", 0, null)]
    [InlineData("<kind>check</kind>", 0, null)]
    [InlineData("<notification><kind>check</kind></notification>", 1_000_000, "check")]
    [InlineData("<notification><kind>check</kind></notification>", 1_100_000, null)]
    public void A_payloads_type_is_its_kind(string xml, int comment, string? type)
    {
        xml = xml.Replace("<notification>", $"<notification><!--{new string('x', comment)}-->", StringComparison.Ordinal);
        var request = Sources.Post($"bt_signature=a&bt_payload={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)))}", ("Content-Type", Form));
        Sources.Build("braintree", Keys).Events.Split(request).ShouldHaveSingleItem().Type.ShouldBe(type);
    }

    /// <summary>Twilio calls by GET where it is told to: then the URL with its query is what is signed.</summary>
    [Fact]
    public void Twilio_signs_the_query_of_a_get()
    {
        const string Query = "?CallSid=CA1&CallStatus=completed&SequenceNumber=1&From=%2B14158675309";
        var source = Sources.Build("twilio", """{"secret":"12345"}""");
        var signature = Convert.ToBase64String(HMACSHA1.HashData("12345"u8, Encoding.UTF8.GetBytes(Sources.Url + Query)));
        source.Check(Sources.Get(Query, ("X-Twilio-Signature", signature))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Get(Query.Replace("completed", "failed", StringComparison.Ordinal), ("X-Twilio-Signature", signature))).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Sources.Get(Query + "&More=1", ("X-Twilio-Signature", signature))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    /// <summary>Events of Shopify's have the headers of its webhooks without their X (https://shopify.dev/docs/apps/build/events/delivery-structure).</summary>
    [Fact]
    public void Shopifys_events_have_headers_of_their_own()
    {
        var body = """{"topic":"Product","action":"update","handle":"products"}"""u8.ToArray();
        var source = Sources.Build("shopify", """{"secret":"s"}""");
        var request = Sources.Post(body, ("Shopify-Hmac-Sha256", ProviderCases.B64(ProviderCases.Mac("s", body))), ("Shopify-Webhook-Id", "b54557e4"), ("Shopify-Topic", "Product"));
        source.Check(request).IsAccepted.ShouldBeTrue();
        source.Check(request with { Body = "{}"u8.ToArray() }).Refusal.ShouldBe(Refusal.NoMatch);
        var incoming = source.Events.Split(request).ShouldHaveSingleItem();
        (incoming.Id, incoming.Type).ShouldBe(("b54557e4", "Product"));
        // Of two, whoever forges would choose.
        source.Check(request with { Headers = ((HeaderTable)request.Headers).With("X-Shopify-Hmac-Sha256", "AAAA") }).Refusal.ShouldBe(Refusal.NoMatch);
    }
}
