using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Headers that hold several signatures, or are several headers.</summary>
public sealed class SignatureListTests
{
    private static readonly string Time = ProviderCases.Seconds(Sources.Now);
    private static readonly string Wrong = new('0', 64);

    [Theory]
    [InlineData("t={t},v1={wrong},v1={right}", nameof(Refusal.None))]
    [InlineData("v1={right},t={t}", nameof(Refusal.None))]
    [InlineData("t={t}, v1={right}", nameof(Refusal.None))]
    [InlineData("t={t},v1={RIGHT}", nameof(Refusal.None))]
    [InlineData("t={t},t={t},v1={right}", nameof(Refusal.Repeated))]
    [InlineData("v1={right}", nameof(Refusal.Missing))]
    [InlineData("t={t}", nameof(Refusal.Missing))]
    [InlineData("t={t},v0={right}", nameof(Refusal.Missing))]
    [InlineData("t={t},v1={right}0", nameof(Refusal.NoMatch))]
    [InlineData("t={t},v1=0{right}", nameof(Refusal.NoMatch))]
    [InlineData("t=0{t},v1={right}", nameof(Refusal.NoMatch))]
    [InlineData("t=,v1={right}", nameof(Refusal.Missing))]
    public void Stripe(string header, string refusal)
    {
        var right = ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, Time, ".", "{}"));
        header = header.Replace("{t}", Time).Replace("{right}", right).Replace("{RIGHT}", right.ToUpperInvariant()).Replace("{wrong}", Wrong);
        Sources.Build("stripe", ProviderCases.Of("stripe").Config).Check(Sources.Post("{}", ("Stripe-Signature", header))).Refusal.ToString().ShouldBe(refusal);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public void No_more_than_sixteen_signatures_are_looked_at(int before, bool accepted)
    {
        var right = ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, Time, ".", "{}"));
        var header = $"t={Time}," + string.Concat(Enumerable.Repeat($"v1={Wrong},", before)) + $"v1={right}";
        Sources.Build("stripe", ProviderCases.Of("stripe").Config).Check(Sources.Post("{}", ("Stripe-Signature", header))).IsAccepted.ShouldBe(accepted);
    }

    [Fact]
    public void Either_of_paddles_two_signatures_may_be_the_right_one()
    {
        var source = Sources.Build("paddle", """{"secret":"pdl_ntfset_1"}""");
        var right = ProviderCases.Hex(ProviderCases.Mac("pdl_ntfset_1", Time, ":", "{}"));
        source.Check(Sources.Post("{}", ("Paddle-Signature", $"ts={Time};h1={Wrong};h1={right}"))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("Paddle-Signature", $"ts={Time};h1={right};h1={Wrong}"))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("Paddle-Signature", $"ts={Time};h1={Wrong};h1={Wrong}"))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    /// <summary>Of a subaccount's event one is by its key, the other by its parent's.</summary>
    [Theory]
    [InlineData("{right}", "{wrong}", nameof(Refusal.None))]
    [InlineData("{wrong}", "{right}", nameof(Refusal.None))]
    [InlineData("{wrong}", "{wrong}", nameof(Refusal.NoMatch))]
    [InlineData("", "", nameof(Refusal.Missing))]
    public void Either_of_mailguns_two_signatures_may_be_the_right_one(string own, string parents, string refusal)
    {
        var right = ProviderCases.Hex(ProviderCases.Mac(ProviderCases.Secret, Time, "f0e1"));
        var body = $$$"""{"signature":{"token":"f0e1","timestamp":"{{{Time}}}","signature":"{{{own}}}","parent-signature":"{{{parents}}}"},"event-data":{"event":"opened"}}""";
        body = body.Replace("{right}", right, StringComparison.Ordinal).Replace("{wrong}", Wrong, StringComparison.Ordinal);
        Sources.Build("mailgun", ProviderCases.Of("mailgun").Config).Check(Sources.Post(body)).Refusal.ToString().ShouldBe(refusal);
    }

    [Fact]
    public void A_tolerance_can_be_set()
    {
        var request = ProviderCases.Of("paddle").Request();
        var config = $$"""{"secret":"{{ProviderCases.Secret}}","toleranceSeconds":60}""";
        Sources.Build("paddle", config).Check(request, Sources.Now.AddSeconds(50)).IsAccepted.ShouldBeTrue();
        Sources.Build("paddle", config).Check(request, Sources.Now.AddSeconds(70)).Refusal.ShouldBe(Refusal.TooOld);
        var zoom = ProviderCases.Of("zoom").Request();
        Sources.Build("zoom", ProviderCases.Of("zoom").Config).Check(zoom, Sources.Now.AddSeconds(70)).IsAccepted.ShouldBeTrue();
        Sources.Build("zoom", config).Check(zoom, Sources.Now.AddSeconds(70)).Refusal.ShouldBe(Refusal.TooOld);
        var standard = ProviderCases.Of("svix");
        var ten = Sources.Build("svix", standard.Config[..^1] + ""","toleranceSeconds":10}""");
        ten.Check(standard.Request(), Sources.Now.AddSeconds(10)).IsAccepted.ShouldBeTrue();
        ten.Check(standard.Request(), Sources.Now.AddSeconds(11)).Reason.ShouldBe("the header svix-timestamp is more than 10 s old");
        ten.Check(standard.Request(), Sources.Now.AddSeconds(-11)).Reason.ShouldBe("the header svix-timestamp is more than 10 s ahead of this clock");
        var grace = $$"""{"secret":"{{ProviderCases.Secret}}","timestampGraceSeconds":7}""";
        Sources.Build("tailscale", grace).Check(ProviderCases.Of("tailscale").Request(), Sources.Now.AddSeconds(9)).Refusal.ShouldBe(Refusal.TooOld);
    }

    [Fact]
    public void Docusign_sends_a_header_for_each_of_its_keys()
    {
        var source = Sources.Build("docusign", """{"secret":"b"}""");
        var of = (string key) => ProviderCases.B64(ProviderCases.Mac(key, "{}"));
        source.Check(Sources.Post("{}", ("X-DocuSign-Signature-1", of("a")), ("X-DocuSign-Signature-2", of("b")))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("X-DocuSign-Signature-1", of("a")), ("X-DocuSign-Signature-2", of("c")))).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Sources.Post("{}", ("X-DocuSign-Signature-2", of("b")))).Refusal.ShouldBe(Refusal.Missing);
    }

    [Fact]
    public void A_sha1_header_of_github_is_no_substitute()
    {
        var source = Sources.Build("github", """{"secret":"s"}""");
        var sha1 = ProviderCases.Hex(System.Security.Cryptography.HMACSHA1.HashData("s"u8, "{}"u8));
        source.Check(Sources.Post("{}", ("X-Hub-Signature", "sha1=" + sha1))).Refusal.ShouldBe(Refusal.Missing);
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "sha1=" + sha1))).Refusal.ShouldBe(Refusal.Malformed);
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "sha256="))).Refusal.ShouldBe(Refusal.Malformed);
    }

    /// <summary>A prefix is written in one way, and a header isn't longer than any honest one.</summary>
    [Fact]
    public void A_header_has_its_prefix_and_a_length()
    {
        var source = Sources.Build("github", """{"secret":"s"}""");
        var right = ProviderCases.Hex(ProviderCases.Mac("s", "{}"));
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "sha256=" + right))).IsAccepted.ShouldBeTrue();
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "SHA256=" + right))).Refusal.ShouldBe(Refusal.Malformed);
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "sha256=" + new string('0', 8185)))).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Sources.Post("{}", ("X-Hub-Signature-256", "sha256=" + new string('0', 8186)))).Refusal.ShouldBe(Refusal.Malformed);
    }

    [Theory]
    [InlineData("1", "1772600767\0", "the header svix-timestamp has the wrong format")]
    [InlineData("1.2", "1772600767", "the header svix-id or the header svix-timestamp has the wrong format")]
    [InlineData("1", "today", "the header svix-id or the header svix-timestamp has the wrong format")]
    [InlineData("", "1772600767", "the header svix-id is missing")]
    [InlineData(null, "1772600767", "the header svix-id has the wrong format")]
    public void A_standard_webhook_says_which_header_is_wrong(string? id, string time, string reason)
    {
        var request = Sources.Post("{}", ("svix-id", id ?? new string('1', ValuePlace.LongestHeader + 1)), ("svix-timestamp", time), ("svix-signature", "v1,AAAA"));
        Sources.Build("svix", ProviderCases.Of("svix").Config).Check(request).Reason.ShouldBe(reason);
    }

    /// <summary>Whoever sets a source up reads this.</summary>
    [Theory]
    [InlineData("stripe", """{"secret":"s"}""", "", "the header Stripe-Signature is missing")]
    [InlineData("stripe", """{"secret":"s"}""", "Stripe-Signature: t=1772600767", "v1 in the header Stripe-Signature is missing")]
    [InlineData("stripe", """{"secret":"s"}""", "Stripe-Signature: v1=00", "t in the header Stripe-Signature is missing")]
    [InlineData("stripe", """{"secret":"s"}""", "Stripe-Signature: t=1772600767,v1=00", "no signature in v1 in the header Stripe-Signature matches the secret and the request")]
    [InlineData("docusign", """{"secret":"s"}""", "", "the header X-DocuSign-Signature-1 is missing")]
    [InlineData("vapi", """{"secret":"s"}""", "", "the header X-Vapi-Secret or the header Authorization is missing")]
    [InlineData("vapi", """{"secret":"s"}""", "Authorization: Basic s", "the header X-Vapi-Secret or the header Authorization has the wrong format")]
    [InlineData("api-key", """{"key":"k"}""", "X-API-Key: other", "the header X-API-Key isn't the secret")]
    [InlineData("panda-doc", """{"secret":"s"}""", "", "signature in the query is missing")]
    [InlineData("linear", """{"secret":"s"}""", "Linear-Signature: 00", "/webhookTimestamp in the body is missing")]
    [InlineData("mailgun", """{"secret":"s"}""", "", "/signature/signature in the body or /signature/parent-signature in the body is missing")]
    [InlineData("svix", """{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""", "svix-id: 1", "the header svix-timestamp is missing")]
    [InlineData("svix", """{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""", "", "the header webhook-id is missing")]
    public void A_refusal_names_the_place(string type, string config, string header, string reason)
    {
        (string, string)[] headers = header.Length == 0 ? [] : [(header.Split(": ")[0], header.Split(": ")[1])];
        Sources.Build(type, config).Check(Sources.Post("{}", headers)).Reason.ShouldBe(reason);
    }
}
