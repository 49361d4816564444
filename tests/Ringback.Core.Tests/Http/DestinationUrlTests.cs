using Ringback.Core.Http;

namespace Ringback.Core.Tests.Http;

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
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://example.com./")]
    [InlineData("http://example.com:/")]
    [InlineData("http://under_score.example/")]
    [InlineData("http://xn--bcher-kva.example/")]
    [InlineData("http://\u4f8b\u3048.jp/\u4f8b?q=\u4f8b")]
    [InlineData("http://\U0001f600.example/\U0001f600")]
    [InlineData("http://example.com/\u0645\u062b\u0627\u0644")]
    [InlineData("http://\u0645\u062b\u0627\u0644.example/")]
    [InlineData("http://example.com/@user")]
    [InlineData("http://example.com/?to=a@b")]
    [InlineData("http://example.com/a%20b%e2%80%ae")]
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
    [InlineData("http://\u202e.example/", "invisible")]
    [InlineData("http://a\u202eb.example/", "invisible")]
    [InlineData("http://example.com/\u202egnp.exe", "invisible")]
    [InlineData("http://a\u200bb.example/", "invisible")] // zero-width space
    [InlineData("http://a\u200db.example/", "invisible")] // zero-width joiner
    [InlineData("http://a\u2060b.example/", "invisible")]
    [InlineData("http://\ufeffexample.com/", "invisible")]
    [InlineData("http://a\u00adb.example/", "invisible")] // soft hyphen
    [InlineData("http://a\u2066b.example/", "invisible")]
    [InlineData("http://a\u00a0b.example/", "invisible")]
    [InlineData("http://a\u3000b.example/", "invisible")]
    [InlineData("http://a\u2028b.example/", "invisible")]
    [InlineData("http://a\u0085b.example/", "invisible")]
    [InlineData("http://a\u3164b.example/", "invisible")]
    [InlineData("http://a\ufe0fb.example/", "invisible")]
    [InlineData("http://a\ud800b.example/", "invisible")]
    [InlineData("http://example.com/\udc00", "invisible")]
    [InlineData("http://example.com/?a=\ud83d", "invisible")]
    [InlineData("http://example.com/\tb", "white space")]
    [InlineData("http://a..example/", "empty label")]
    [InlineData("http://.example/", "empty label")]
    [InlineData("http://example../", "empty label")]
    [InlineData("http://a\u3002\u3002b/", "empty label")]
    [InlineData("http://./", "valid host")]
    [InlineData("http://aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.example/", "63")]
    [InlineData("http://\u00fcaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff.example/", "")]
    [InlineData("http://-a.example/", "hyphen")]
    [InlineData("http://a-.example/", "hyphen")]
    [InlineData("http://xn--a-\u00fc.example/", "")]
    [InlineData("http://xn--.example/", "")]
    [InlineData("http://xn--zzzzzzz999999999.example/", "Punycode")]
    [InlineData("http://%65xample.com/", "percent")]
    [InlineData("http://exa%00mple.com/", "percent")]
    [InlineData("http://[fe80::1%25eth0]/", "zone id")]
    [InlineData("http://[fe80::1%eth0]/", "zone id")]
    [InlineData("http://[fe80::1%]/", "zone id")]
    [InlineData("http://256.256.256.256/", "address")]
    [InlineData("http://1.2.3.4.5/", "address")]
    [InlineData("http://@example.com/", "user name")]
    [InlineData("http://a@b@example.com/", "user name")]
    [InlineData("http://example.com:0/", "port 0")]
    [InlineData("http://example.com:00/", "port 0")]
    [InlineData("http://example.com:-1/", "valid")]
    [InlineData("http://example.com:65536/", "valid")]
    [InlineData("http://example.com:80a/", "valid")]
    [InlineData("http://a b.example/", "white space")]
    [InlineData("http://a^b.example/", "")]
    [InlineData("http://a|b.example/", "")]
    [InlineData("http://a<b>.example/", "")]
    [InlineData("http://a\"b.example/", "")]
    [InlineData("http://a'b.example/", "")]
    [InlineData("http://a*b.example/", "")]
    [InlineData("http://a,b.example/", "")]
    [InlineData("http://a;b.example/", "")]
    [InlineData("http://a{b}.example/", "")]
    [InlineData("http://a!b.example/", "")]
    [InlineData("http://[::g]/", "")]
    [InlineData("http://[]/", "")]
    [InlineData("http://[::1]a/", "")]
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
    [InlineData("http://xn--\u00fc/", "host")]
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
}
