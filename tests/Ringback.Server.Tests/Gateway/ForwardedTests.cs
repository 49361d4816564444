using Microsoft.Extensions.Primitives;
using Ringback.Core.Tests.Verify;
using Ringback.Server.Gateway;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Gateway;

/// <summary>The header of RFC 7239, of trusted proxies and others; and that only the header which the proxies write counts.</summary>
public sealed class ForwardedTests
{
    public static TheoryData<string, string> Headers => new()
    {
        { "for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60 http -" },
        { "For=\"[2001:db8:cafe::17]:4711\"", "[2001:db8:cafe::17]:4711 - -" },
        { "for=192.0.2.43, for=198.51.100.17;Host=x.example;PROTO=https", "192.0.2.43 - - | 198.51.100.17 https x.example" },
        { "for=\"_gazonk\", for=unknown", "_gazonk - - | unknown - -" },
        { " for=192.0.2.1 ; host=\"x.example:8443\" ", "192.0.2.1 - x.example:8443" },
        { "host=\"a\\\"b\"", "- - a\"b" },
        { "host=\"a,b;c\"", "- - a,b;c" },
        { "for=192.0.2.1:47011", "192.0.2.1:47011 - -" },
        { "by=x;secret=y", "- - -" },
        { ";", "- - -" },
        { "for=1.1.1.1,", "1.1.1.1 - -" },
        { ",for=1.1.1.1, ,,for=2.2.2.2", "1.1.1.1 - - | 2.2.2.2 - -" },
        { ", ,", "" },
        { "", "" },
        { "for", "" },
        { "for=", "" },
        { "for=\"1.1.1.1", "" },
        { "for=\"1.1.1.1\\", "" },
        { "for=1.1.1.1 proto=https", "" },
        { "for=1.1.1.1;for=2.2.2.2", "" },
        { "=1.1.1.1", "" },
        { "for =1.1.1.1", "" },
        { "for=\u00fc", "" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void It_is_read_or_counts_as_nothing(string header, string read) =>
        string.Join(" | ", ForwardedHeader.Read(header).Select(hop => $"{hop.For ?? "-"} {hop.Proto ?? "-"} {hop.Host ?? "-"}")).ShouldBe(read);

    [Fact]
    public void Lines_are_one_list_and_a_long_one_is_none()
    {
        ForwardedHeader.Read(new StringValues(["for=1.1.1.1", "for=2.2.2.2"])).Select(hop => hop.For).ShouldBe(["1.1.1.1", "2.2.2.2"]);
        ForwardedHeader.Read(string.Join(',', Enumerable.Repeat("for=1.1.1.1", 100))).ShouldBeEmpty();
        ForwardedHeader.Read(new string('a', 10_000)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("proto=https;host=x.example", "https://x.example")]
    [InlineData("for=192.0.2.1;proto=https;host=x.example", "https://x.example")]
    [InlineData("for=\"[2001:db8::1]:4711\";proto=https;host=\"x.example:8443\"", "https://x.example:8443")]
    [InlineData("for=\"_hidden, unknown\";proto=HTTPS;host=x.example", "https://x.example")]
    // Two: the outer one heard https, the inner one http.
    [InlineData("for=192.0.2.1;proto=https;host=x.example, for=127.0.0.2;proto=http;host=inner.example", "https://x.example")]
    // What stands before the elements of the trusted ones the caller wrote.
    [InlineData("for=198.51.100.9;proto=http;host=evil.example, for=192.0.2.1;proto=https;host=x.example", "https://x.example")]
    [InlineData("for=127.0.0.3;proto=http;host=evil.example, for=192.0.2.1;proto=https;host=x.example", "https://x.example")]
    public async Task What_the_trusted_proxy_nearest_to_the_caller_says_counts(string header, string origin)
    {
        await using var server = await GatewayServer.StartAsync(new ManualTime(Sources.Now), options => options.ForwardedHeader = true);
        var source = await server.AddAsync("square", ProviderCases.Of("square").Config, s => s with { Rules = s.Rules with { TrustedProxies = List("127.0.0.0/8") } });
        (string, string)[] headers =
        [
            ("x-square-hmacsha256-signature", ProviderCases.B64(ProviderCases.Mac(ProviderCases.Secret, origin + source.Path, "{}"u8.ToArray()))),
            ("Forwarded", header), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Prefix", "/evil"),
        ];
        (await source.PostAsync("{}", headers)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(true, "for=192.0.2.1", null, 200)]
    [InlineData(true, "for=\"192.0.2.1:47011\"", null, 200)]
    [InlineData(true, "for=198.51.100.9, for=192.0.2.1, for=127.0.0.2", null, 200)]
    [InlineData(true, "for=192.0.2.1, for=198.51.100.9", null, 403)]
    [InlineData(true, "for=192.0.2.1, for=unknown", null, 403)]
    [InlineData(true, "for=192.0.2.1, for=_hidden", null, 403)]
    [InlineData(true, "for=192.0.2.1;", "192.0.2.1", 200)]
    [InlineData(true, null, "192.0.2.1", 403)]
    [InlineData(false, "for=192.0.2.1", null, 403)]
    [InlineData(false, "for=198.51.100.9", "192.0.2.1", 200)]
    public async Task Only_the_header_that_the_proxies_write_is_believed(bool isForwarded, string? forwarded, string? others, int status)
    {
        await using var server = await GatewayServer.StartAsync(configure: options => options.ForwardedHeader = isForwarded);
        var source = await server.AddAsync("generic-webhook", shape: s => s with { Rules = s.Rules with { AllowedSources = List("192.0.2.0/24"), TrustedProxies = List("127.0.0.0/8") } });
        List<(string, string)> headers = [];
        if (forwarded is not null) headers.Add(("Forwarded", forwarded));
        if (others is not null) headers.Add(("X-Forwarded-For", others));
        (await source.PostAsync("{}", [.. headers])).Status.ShouldBe(status);
    }

    private static CidrList List(string text)
    {
        CidrList.TryParse(text, out var list, out _).ShouldBeTrue();
        return list!;
    }
}
