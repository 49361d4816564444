using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Handshakes;

/// <summary>Every handshake that comes unsigned is answered as its provider waits for it, or refused; it proves nobody.</summary>
public sealed class HandshakeTableTests
{
    public static TheoryData<int> Indexes => HandshakeCase.Indexes;

    [Theory]
    [MemberData(nameof(Indexes))]
    public void It_is_answered_or_refused(int index)
    {
        var handshake = HandshakeCase.All[index];
        var result = Sources.Build(handshake.Type, handshake.Config).Check(handshake.Request);
        result.IsAccepted.ShouldBe(handshake.Answer is not null, $"{handshake}: {result.Reason}");
        result.IsProven.ShouldBeFalse();
        if (handshake.Answer is null)
        {
            result.Answer.ShouldBeNull();
            result.Reason.Length.ShouldBeInRange(10, 200);
            return;
        }
        result.AnswerText().ShouldBe(handshake.Answer);
        result.Answer!.ContentType.ShouldBe(handshake.Answer switch
        {
            "" => null,
            ['{', ..] => ProviderAnswer.Json,
            _ => ProviderAnswer.Text,
        });
        if (handshake.AnswerHeader.Length > 0) result.Answer.Headers.Select(header => $"{header.Name}: {header.Value}").ShouldContain(handshake.AnswerHeader);
    }

    [Fact]
    public void A_source_without_a_secret_is_offered_one_and_proves_nothing_by_it()
    {
        const string Offered = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
        var result = Sources.Build("asana", "{}").Check(Sources.Post("", ("X-Hook-Secret", Offered)));
        result.OfferedSecret.ShouldBe(Offered);
        result.IsProven.ShouldBeFalse();
        result.Answer.ShouldNotBeNull().Headers.ShouldBe([("X-Hook-Secret", Offered)]);
        Sources.Build("asana", $$"""{"secret":"{{Offered}}"}""").Check(Sources.Post("", ("X-Hook-Secret", Offered))).OfferedSecret.ShouldBeNull();
    }

    [Fact]
    public void An_allowed_rate_is_never_more_than_the_source_takes()
    {
        var source = Sources.Build("cloudevents", "{}");
        Rate(asked: "120", most: 60).ShouldBe("60");
        Rate(asked: "30", most: 60).ShouldBe("30");
        Rate(asked: null, most: 60).ShouldBe("60");

        string Rate(string? asked, int most)
        {
            (string, string)[] headers = asked is null ? [("WebHook-Request-Origin", "a.example")] : [("WebHook-Request-Origin", "a.example"), ("WebHook-Request-Rate", asked)];
            var request = new IncomingRequest { Method = "OPTIONS", Url = Sources.Url, Headers = new HeaderTable(headers), MostPerMinute = most };
            return source.Check(request).Answer.ShouldNotBeNull().Headers.Single(header => header.Name == "WebHook-Allowed-Rate").Value;
        }
    }

    /// <summary>The topic's events prove themselves by whichever hash the hub uses; another one's signature doesn't count.</summary>
    [Theory]
    [InlineData("sha1", "SHA1")]
    [InlineData("sha256", "SHA256")]
    [InlineData("sha384", "SHA384")]
    [InlineData("sha512", "SHA512")]
    [InlineData("sha512", "SHA256")]
    [InlineData("md5", "MD5")]
    public void A_hub_signs_with_the_hash_that_it_names(string named, string used)
    {
        byte[] body = [.. "<feed/>"u8];
        var key = System.Text.Encoding.UTF8.GetBytes("s");
        byte[] mac = used switch
        {
            "SHA1" => System.Security.Cryptography.HMACSHA1.HashData(key, body),
            "SHA256" => System.Security.Cryptography.HMACSHA256.HashData(key, body),
            "SHA384" => System.Security.Cryptography.HMACSHA384.HashData(key, body),
            "SHA512" => System.Security.Cryptography.HMACSHA512.HashData(key, body),
            _ => new byte[16],
        };
        var source = Sources.Build("websub", """{"topic":"t","secret":"s"}""");
        var result = source.Check(Sources.Post(body, ("X-Hub-Signature", $"{named}={Convert.ToHexStringLower(mac)}")));
        result.IsAccepted.ShouldBe(named != "md5" && named.Equals(used, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"value":[{"clientState":"s"},{"clientState":"other"}]}""", nameof(Refusal.NoMatch), "clientState in an item of /value in the body isn't the source's")]
    [InlineData("""{"value":[{"clientState":"s"},{}]}""", nameof(Refusal.Missing), "clientState is missing in an item of /value in the body")]
    [InlineData("""{"value":[]}""", nameof(Refusal.Malformed), "/value in the body isn't a list of items")]
    [InlineData("""{"clientState":"s"}""", nameof(Refusal.Malformed), "/value in the body isn't a list of items")]
    [InlineData("""{"value":[{"clientState":"s"},{"clientState":"s","lifecycleEvent":"missed"}]}""", nameof(Refusal.None), "")]
    public void Every_notification_of_graph_must_have_the_state(string body, string refusal, string reason)
    {
        var result = Sources.Build("microsoft-graph", """{"clientState":"s"}""").Check(Sources.Post(body));
        result.Refusal.ToString().ShouldBe(refusal);
        if (!result.IsAccepted) result.Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData(5000, true)]
    [InlineData(5001, false)]
    public void Graph_sends_so_many_notifications_at_most(int count, bool accepted) =>
        Sources.Build("microsoft-graph", """{"clientState":"s"}""")
            .Check(Sources.Post($$"""{"value":[{{string.Join(',', Enumerable.Repeat("""{"clientState":"s"}""", count))}}]}""")).IsAccepted.ShouldBe(accepted);

    [Fact]
    public void A_challenge_that_is_there_twice_is_none() =>
        Sources.Build("okta", """{"secret":"s"}""").Check(Sources.Get("", ("X-Okta-Verification-Challenge", "a"), ("X-Okta-Verification-Challenge", "b"))).Answer.ShouldBeNull();

    [Fact]
    public void Intercoms_ping_is_signed_and_no_event()
    {
        var provider = ProviderCases.Of("intercom") with { Body = """{"type":"notification_event","topic":"ping","data":{"item":{"type":"ping"}}}""" };
        var source = Sources.Build("intercom", provider.Config);
        source.Check(provider.Request()).Answer.ShouldNotBeNull().Status.ShouldBe(200);
        source.Check(provider.Request() with { Headers = new HeaderTable() }).Answer.ShouldBeNull();
    }
}
