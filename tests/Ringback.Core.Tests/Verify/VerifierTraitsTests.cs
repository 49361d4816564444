namespace Ringback.Core.Tests.Verify;

/// <summary>What the gateway reads of a verifier before a request comes.</summary>
public sealed class VerifierTraitsTests
{
    /// <summary>Where a URL is signed, the query of a request without a body is its content; elsewhere anybody could have written it.</summary>
    [Theory]
    [InlineData("stripe", false, true)]
    [InlineData("github", false, true)]
    [InlineData("generic-hmac", false, true)]
    [InlineData("square", false, false)]
    [InlineData("hubspot", false, false)]
    [InlineData("trello", false, false)]
    [InlineData("twilio", false, false)]
    [InlineData("mandrill", false, false)]
    [InlineData("standard-webhooks", false, true)]
    [InlineData("adyen", false, true)]
    [InlineData("websub", false, true)]
    [InlineData("api-key", false, false)]
    [InlineData("discord", true, true)]
    [InlineData("sendgrid", true, true)]
    [InlineData("orum-io", true, true)]
    public void A_public_key_is_costly_and_most_signatures_cover_the_body_only(string type, bool isCostly, bool signsBodyOnly)
    {
        var traits = Sources.Build(type, ProviderCases.Of(type).Config).Verifier.Traits;
        (traits.IsCostly, traits.SignsBodyOnly).ShouldBe((isCostly, signsBodyOnly));
    }

    [Theory]
    [InlineData("standard-webhooks", """{"secret":"whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}""", true, true)]
    [InlineData("standard-webhooks", """{"secret":"whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=","also":[{"type":"api-key","config":{"key":"k"}}]}""", true, true)]
    [InlineData("paypal", """{"webhookId":"w"}""", true, false)]
    [InlineData("generic-webhook", null, false, false)]
    [InlineData("generic-hmac", """{"secret":"s","signatureHeader":"X-Sig","template":"{url}|{body}"}""", false, false)]
    [InlineData("stripe", """{"secret":"s","also":[{"type":"api-key","config":{"key":"k"}}]}""", false, true)]
    [InlineData("stripe", """{"secret":["s","t"]}""", false, true)]
    public void The_configuration_counts_too(string type, string? config, bool isCostly, bool signsBodyOnly)
    {
        var traits = Sources.Build(type, config).Verifier.Traits;
        (traits.IsCostly, traits.SignsBodyOnly).ShouldBe((isCostly, signsBodyOnly));
    }

    /// <summary>These are masked wherever a request is kept or shown.</summary>
    [Theory]
    [InlineData("api-key", """{"key":"k","header":"X-Key"}""", "X-Key")]
    [InlineData("basic", """{"username":"u","password":"p"}""", "Authorization")]
    [InlineData("gitlab", """{"token":"s"}""", "X-Gitlab-Token")]
    [InlineData("vapi", """{"secret":"s"}""", "X-Vapi-Secret Authorization")]
    [InlineData("adobe-sign", """{"clientId":"c"}""", "X-AdobeSign-ClientId")]
    [InlineData("okta", """{"secret":"s"}""", "Authorization")]
    [InlineData("github", """{"secret":"s"}""", "")]
    [InlineData("github", """{"secret":"s","also":[{"type":"api-key","config":{"key":"k"}},{"type":"basic","config":{"username":"u","password":"p"}}]}""", "X-API-Key Authorization")]
    public void Headers_that_hold_the_secret_itself_are_named(string type, string config, string headers) =>
        string.Join(' ', Sources.Build(type, config).Verifier.Traits.SecretHeaders).ShouldBe(headers);

    [Theory]
    [InlineData("stripe", """{"secret":"s"}""", "")]
    [InlineData("meta", """{"secret":"s","verifyToken":"v"}""", "GET")]
    [InlineData("x", """{"secret":"s"}""", "GET")]
    [InlineData("x", """{"secret":"s","also":[{"type":"api-key","config":{"key":"k"}}]}""", "GET")]
    [InlineData("trello", """{"secret":"s"}""", "HEAD")]
    [InlineData("mandrill", """{"secret":"s"}""", "HEAD")]
    [InlineData("braintree", """{"publicKey":"p","privateKey":"k"}""", "GET")]
    [InlineData("cloudevents", """{"secret":"s"}""", "OPTIONS")]
    [InlineData("websub", """{"topic":"t"}""", "GET")]
    [InlineData("okta", """{"secret":["s","t"]}""", "GET")]
    public void A_handshake_comes_by_methods_of_its_own(string type, string config, string methods) =>
        string.Join(' ', Sources.Build(type, config).Verifier.Traits.HandshakeMethods).ShouldBe(methods);

    [Fact]
    public void A_retiring_secret_changes_nothing_that_is_known_before()
    {
        var current = ProviderCases.Of("api-key").Config;
        var traits = Sources.Build("api-key", current, (ProviderCases.Of("api-key").OtherConfig, Sources.Now.AddDays(1))).Verifier.Traits;
        traits.SecretHeaders.Distinct().ShouldBe(["X-API-Key"]);
    }
}
