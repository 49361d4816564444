using System.Net;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

public sealed class SourceTypesTests
{
    /// <summary>The types of IngestSourceIn in the API's contract, but for vgs, whose scheme isn't published.</summary>
    [Fact]
    public void The_types_of_the_api_are_known()
    {
        string[] types =
        [
            "generic-webhook", "cron", "adobe-sign", "beehiiv", "brex", "checkbook", "clerk", "docusign", "easypost", "github", "guesty", "hubspot",
            "incident-io", "lithic", "meta", "nango", "nash", "openclaw", "orum-io", "panda-doc", "port-io", "pleo", "psi-fi", "replicate", "resend",
            "rutter", "safebase", "sardine", "segment", "shopify", "slack", "stripe", "stych", "svix", "zoom", "tailscale", "telnyx", "vapi", "open-ai",
            "render", "veriff", "airwallex",
        ];
        types.Where(type => !SourceTypes.IsKnown(type)).ShouldBeEmpty();
        SourceTypes.IsKnown("vgs").ShouldBeFalse();
    }

    [Theory]
    [InlineData("nothing", "{}", "type")]
    [InlineData("stripe", null, "secret")]
    [InlineData("stripe", "{}", "secret")]
    [InlineData("stripe", "[]", "")]
    [InlineData("stripe", """{"secret":""}""", "secret")]
    [InlineData("stripe", """{"secret":7}""", "secret")]
    [InlineData("stripe", """{"secret":"\ud800"}""", "secret")]
    [InlineData("stripe", """{"secret":"a","secret":"b"}""", "secret")]
    [InlineData("stripe", """{"secret":"a","tolerance":5}""", "tolerance")]
    [InlineData("stripe", """{"secret":"a","toleranceSeconds":-1}""", "toleranceSeconds")]
    [InlineData("stripe", """{"secret":"a","toleranceSeconds":"5"}""", "toleranceSeconds")]
    [InlineData("github", """{"secret":"a","toleranceSeconds":5}""", "toleranceSeconds")]
    [InlineData("meta", """{"secret":"a"}""", "verifyToken")]
    [InlineData("clerk", """{"secret":"whsec_short"}""", "secret")]
    [InlineData("discord", """{"publicKey":"00"}""", "publicKey")]
    [InlineData("telnyx", """{"publicKey":"!"}""", "publicKey")]
    [InlineData("sendgrid", """{"publicKey":"AAAA"}""", "publicKey")]
    [InlineData("orum-io", """{"publicKey":"-----BEGIN NONSENSE-----"}""", "publicKey")]
    [InlineData("adyen", """{"secret":"xyz"}""", "secret")]
    [InlineData("gitlab", "{}", "signingSecret")]
    [InlineData("gitlab", """{"token":"a","signingSecret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""", "token")]
    [InlineData("basic", """{"username":"a:b","password":"p"}""", "username")]
    [InlineData("api-key", """{"key":"k","header":"a b"}""", "header")]
    [InlineData("ip-allow-list", "{}", "addresses")]
    [InlineData("ip-allow-list", """{"addresses":["10.0.0.1/8"]}""", "addresses")]
    [InlineData("paypal", """{"webhookId":"w","certificateOrigins":["https://a.example/path"]}""", "certificateOrigins")]
    [InlineData("paypal", """{"webhookId":"w","certificateAuthorities":["no pem"]}""", "certificateAuthorities")]
    [InlineData("cron", """{"schedule":"* * * * *"}""", "payload")]
    [InlineData("generic-webhook", """{"eventIdHeader":"a","eventIdPointer":"/b"}""", "eventIdPointer")]
    [InlineData("generic-webhook", """{"eventIdPointer":"b"}""", "eventIdPointer")]
    [InlineData("generic-webhook", """{"also":[{"type":"stripe","config":{"secret":"s"}}]}""", "also.0.type")]
    [InlineData("generic-webhook", """{"also":[{"type":"api-key","config":{"kee":"s"}}]}""", "also.0.config.key")]
    [InlineData("generic-hmac", """{"secret":"s"}""", "signatureHeader")]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X","template":"{timestamp}.{body}"}""", "timestampHeader")]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X","template":"{id}"}""", "template")]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X","template":"{what}"}""", "template")]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X","timestampHeader":"T","toleranceSeconds":5}""", "toleranceSeconds")]
    [InlineData("generic-hmac", """{"secret":"xyz","signatureHeader":"X","keyEncoding":"hex"}""", "secret")]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X","hash":"md5"}""", "hash")]
    public void What_is_wrong_in_a_configuration_is_told_with_its_place(string type, string? config, string loc)
    {
        var errors = Sources.Errors(type, config);
        errors.Select(error => string.Join('.', error.Loc)).ShouldContain(loc);
        errors.ShouldAllBe(error => error.Problem.Length > 5);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Sources.Errors("meta", """{"more":1}""").Select(error => error.Loc.Single()).ShouldBe(["secret", "verifyToken", "more"], ignoreOrder: true);

    [Fact]
    public void Problems_never_tell_a_secret()
    {
        foreach (var (type, config) in ((string, string)[])
        [
            ("clerk", """{"secret":"s3cr3t-s3cr3t"}"""), ("adyen", """{"secret":"s3cr3t-s3cr3t"}"""), ("generic-hmac", """{"secret":"s3cr3t-s3cr3t","keyEncoding":"base64","signatureHeader":"X"}"""),
        ]) Sources.Errors(type, config).ShouldAllBe(error => !error.Problem.Contains("s3cr3t"));
    }

    [Theory]
    [InlineData("github")]
    [InlineData("docusign")]
    [InlineData("easypost")]
    [InlineData("hubspot")]
    [InlineData("segment")]
    public void Where_the_secret_is_optional_the_token_in_the_url_is_all_without_it(string type)
    {
        foreach (var config in (string?[])[null, "{}", """{"secret":null}"""])
        {
            var source = Sources.Build(type, config);
            source.IsVerified.ShouldBeFalse();
            source.Check(Sources.Post("{}")).IsAccepted.ShouldBeTrue();
        }
    }

    /// <summary>What the source shows to its owner: whether anything proves the sender.</summary>
    [Theory]
    [InlineData("websub", """{"topic":"t"}""", false)]
    [InlineData("websub", """{"topic":"t","secret":"s"}""", true)]
    [InlineData("asana", "{}", false)]
    [InlineData("asana", """{"secret":"s"}""", true)]
    [InlineData("monday", "{}", false)]
    [InlineData("bitbucket", "{}", false)]
    [InlineData("bitbucket", """{"secret":"s"}""", true)]
    [InlineData("stripe", """{"secret":"s"}""", true)]
    public void A_source_says_whether_it_verifies(string type, string config, bool isVerified) =>
        Sources.Build(type, config).IsVerified.ShouldBe(isVerified);

    [Fact]
    public void A_generic_webhook_is_accepted_and_a_schedule_receives_nothing()
    {
        var generic = Sources.Build("generic-webhook", null);
        generic.IsVerified.ShouldBeFalse();
        generic.Check(Sources.Post("anything")).IsAccepted.ShouldBeTrue();
        var cron = Sources.Build("cron", """{"schedule":"0 * * * *","payload":"{}","contentType":null}""");
        cron.IsScheduled.ShouldBeTrue();
        cron.Check(Sources.Post("{}")).Refusal.ShouldBe(Refusal.NotReceiving);
    }

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", true)]
    [InlineData("192.0.3.7", false)]
    [InlineData(null, false)]
    public void Only_listed_addresses(string? address, bool accepted)
    {
        var source = Sources.Build("ip-allow-list", """{"addresses":["192.0.2.0/24","2001:db8::/32"]}""");
        var request = Sources.Post("{}") with { RemoteAddress = address is null ? null : IPAddress.Parse(address) };
        source.Check(request).IsAccepted.ShouldBe(accepted);
    }

    [Fact]
    public void What_stands_on_top_must_accept_too()
    {
        var provider = ProviderCases.Of("stripe");
        var source = Sources.Build("stripe", provider.Config[..^1] + ""","also":[{"type":"ip-allow-list","config":{"addresses":["192.0.2.0/24"]}},{"type":"api-key","config":{"key":"k","header":"X-Key","prefix":"Token "}}]}""");
        var request = provider.Request();
        var withKey = request with { Headers = ((HeaderTable)request.Headers).With("X-Key", "token k") };
        source.Check(withKey).IsAccepted.ShouldBeTrue();
        source.Check(request).Refusal.ShouldBe(Refusal.Missing);
        source.Check(withKey with { RemoteAddress = IPAddress.Loopback }).Refusal.ShouldBe(Refusal.Address);
        source.Check(withKey with { Body = "{}"u8.ToArray() }).Refusal.ShouldBe(Refusal.NoMatch);
        Sources.Build("generic-webhook", """{"also":[{"type":"basic","config":{"username":"u","password":"p"}}]}""").IsVerified.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Basic dTpw", true)]
    [InlineData("basic dTpw", true)]
    [InlineData("Basic dTpx", false)]
    [InlineData("Bearer dTpw", false)]
    [InlineData("Basic", false)]
    public void Basic_authorization(string header, bool accepted) =>
        Sources.Build("basic", """{"username":"u","password":"p"}""").Check(Sources.Post("{}", ("Authorization", header))).IsAccepted.ShouldBe(accepted);

    [Fact]
    public void A_bearers_token_is_taken_from_either_place()
    {
        foreach (var (type, header) in ((string, string)[])[("vapi", "X-Vapi-Secret"), ("openclaw", "x-openclaw-token")])
        {
            var source = Sources.Build(type, """{"secret":"s"}""");
            source.Check(Sources.Post("{}", (header, "s"))).IsAccepted.ShouldBeTrue();
            source.Check(Sources.Post("{}", ("authorization", "bearer s"))).IsAccepted.ShouldBeTrue();
            source.Check(Sources.Post("{}", (header, "x"), ("Authorization", "Bearer s"))).IsAccepted.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_retiring_configuration_that_no_longer_reads_is_left_out()
    {
        var source = Sources.Build("telnyx", ProviderCases.Of("telnyx").Config, ("""{"publicKey":"old form"}""", Sources.Now.AddDays(1)));
        source.Check(ProviderCases.Of("telnyx").Request()).IsAccepted.ShouldBeTrue();
    }
}
