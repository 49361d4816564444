using Ringback.Core.Deliver;

namespace Ringback.Core.Tests.Deliver;

public sealed class DestinationUrlTests
{
    [Theory]
    [InlineData("https://example.com/hooks")]
    [InlineData("http://example.com")]
    [InlineData("HTTPS://EXAMPLE.COM/")]
    [InlineData("https://example.com:8443/a?b=c&d=%20#e")]
    [InlineData("https://b\u00fccher.example/x")]
    [InlineData("http://127.0.0.1:8080/")] // the guard decides, when it is sent
    [InlineData("http://[::1]:8080/")]
    public void Accepted(string text)
    {
        DestinationUrl.TryParse(text, out var url, out var error).ShouldBeTrue(error);
        url!.IsAbsoluteUri.ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("example.com", "http://")]
    [InlineData("/hooks", "http://")]
    [InlineData("ftp://example.com/", "http://")]
    [InlineData("file:///etc/passwd", "http://")]
    [InlineData("javascript:alert(1)", "http://")]
    [InlineData("http:example.com", "http://")]
    [InlineData("http:/example.com", "http://")]
    [InlineData("http://", "valid")]
    [InlineData("http:///path", "valid")]
    [InlineData("https://:443/", "valid")]
    [InlineData("https://example.com:99999/", "valid")]
    [InlineData("https://example.com:0/", "port 0")]
    [InlineData("https://user:secret@example.com/", "user name")]
    [InlineData("https://user@example.com/", "user name")]
    [InlineData(" https://example.com/", "white space")]
    [InlineData("https://example.com/a b", "white space")]
    [InlineData("https://example.com/\r\nX-A: b", "white space")]
    [InlineData("https://example.com\\@evil.test/", "backslashes")]
    [InlineData("http://[::1", "valid")]
    [InlineData("http://xn--\u00fc/", "valid")]
    public void Refused(string? text, string part)
    {
        DestinationUrl.TryParse(text, out var url, out var error).ShouldBeFalse();
        url.ShouldBeNull();
        error!.ShouldContain(part);
        error.ShouldNotContain("secret");
    }

    [Fact]
    public void Length_is_limited()
    {
        DestinationUrl.TryParse("https://example.com/" + new string('a', 2028), out _, out _).ShouldBeTrue();
        DestinationUrl.TryParse("https://example.com/" + new string('a', 2029), out _, out var error).ShouldBeFalse();
        error!.ShouldContain("2048");
    }

    [Theory]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://2130706433/", true)]
    [InlineData("http://0x7f.1/", true)]
    [InlineData("http://0x7f000001/", true)]
    [InlineData("http://0177.0.0.1/", true)]
    [InlineData("http://017700000001/", true)]
    [InlineData("http://127.1/", true)]
    [InlineData("http://127.0.0.1./", true)]
    [InlineData("http://0/", true)]
    [InlineData("http://[::1]/", true)]
    [InlineData("http://[::ffff:127.0.0.1]/", true)]
    [InlineData("http://[::ffff:7f00:1]/", true)]
    [InlineData("http://[fe80::1%25eth0]/", true)]
    [InlineData("http://169.254.169.254/latest/meta-data/", true)]
    [InlineData("http://127\u30020\u30020\u30021/", true)] // ideographic full stops
    [InlineData("http://localhost/", true)]
    [InlineData("http://LOCALHOST./", true)]
    [InlineData("http://a.localhost/", true)]
    [InlineData("http://8.8.8.8/", false)]
    [InlineData("http://example.com/", false)]
    [InlineData("http://internal.example.com/", false)] // only a look-up can tell
    public void Literal_addresses_are_known_in_every_notation(string text, bool refused)
    {
        DestinationUrl.TryParse(text, out var url, out var error).ShouldBeTrue(error);
        DestinationUrl.IsLiterallyRefused(url!, new AddressGuard(CidrList.Empty), out var reason).ShouldBe(refused);
        (reason is not null).ShouldBe(refused);
    }
}
