using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

public sealed class TwilioTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private readonly SourceProfile _source = Sources.Build("twilio", """{"secret":"token"}""");

    [Theory]
    [InlineData("https://a.example/x", "https://a.example:443/x")]
    [InlineData("https://a.example:443/x", "https://a.example/x")]
    [InlineData("https://a.example:8443/x?y=z:1", "https://a.example/x?y=z:1")]
    [InlineData("https://a.example:8443/x", "https://a.example:8443/x")]
    [InlineData("https://a.example?y=1", "https://a.example:443?y=1")]
    [InlineData("http://a.example", "http://a.example:80")]
    [InlineData("https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x")]
    [InlineData("https://u:p@a.example/x", "https://u:p@a.example:443/x")]
    public void The_url_may_be_signed_with_its_port_or_without(string seen, string signed) =>
        Check(seen, "", "", signed).IsAccepted.ShouldBeTrue();

    [Theory]
    [InlineData("b=2&a=1", "a1b2")]
    [InlineData("a=2&a=1", "a1a2")]
    [InlineData("a=x+y%2B", "ax y+")]
    [InlineData("a=%E2%82%AC&empty=&bare", "a€bareempty")]
    [InlineData("&&a=1&", "a1")]
    public void Fields_are_decoded_and_sorted(string body, string signed) =>
        Check(Sources.Url, body, Form, Sources.Url + signed).IsAccepted.ShouldBeTrue();

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=%ff")]
    public void What_is_no_form_is_refused(string body) =>
        Check(Sources.Url, body, Form, Sources.Url).Refusal.ShouldBe(Refusal.Malformed);

    [Fact]
    public void A_body_that_is_no_form_is_signed_by_its_hash_in_the_url()
    {
        const string Body = """[{"id":"EZ1"}]""";
        var url = $"{Sources.Url}?bodySHA256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}";
        Check(url, Body, "application/json", url).IsAccepted.ShouldBeTrue();
        Check(url, Body + " ", "application/json", url).Refusal.ShouldBe(Refusal.NoMatch);
        Check(Sources.Url + "?bodySHA256=zz", Body, "application/json", Sources.Url + "?bodySHA256=zz").Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Fact]
    public void A_body_that_nothing_speaks_for_is_refused() =>
        Check(Sources.Url, "{}", "application/json", Sources.Url).Refusal.ShouldBe(Refusal.Missing);

    private VerificationResult Check(string url, string body, string contentType, string content)
    {
        var signature = Convert.ToBase64String(HMACSHA1.HashData("token"u8, Encoding.UTF8.GetBytes(content)));
        return _source.Check(Sources.Post(body, ("X-Twilio-Signature", signature), ("Content-Type", contentType)) with { Url = url });
    }
}
