using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

public sealed class PayPalTests
{
    private const string Url = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270";
    private const string Name = "messageverificationcerts.paypal.com";
    private const string Body = """{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"amount":"1.00"}}""";

    // Made once: making RSA keys is what takes time here.
    private static readonly TestAuthority Authority = new();
    private static readonly TestAuthority Stranger = new();
    private static readonly RSA Key = RSA.Create(2048);
    private readonly Certificates _certificates = new();

    public PayPalTests() => _certificates.Pem[Url] = Authority.Leaf(Name, Key);

    [Fact]
    public async Task What_paypal_signed_is_accepted_and_its_certificate_fetched_once()
    {
        var source = Source();
        for (var i = 0; i < 3; i++) (await Verify(source, Request())).ShouldBe(VerificationResult.Accepted);
        _certificates.Fetched.ShouldBe([Url]);
    }

    [Fact]
    public async Task What_was_changed_is_refused()
    {
        var source = Source();
        var request = Request();
        (await Verify(source, request with { Body = Encoding.UTF8.GetBytes(Body.Replace("1.00", "9.00")) })).Refusal.ShouldBe(Refusal.NoMatch);
        foreach (var header in (string[])["PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME"])
            (await Verify(source, request with { Headers = ((HeaderTable)request.Headers).Without(header).With(header, "other") })).Refusal.ShouldBe(Refusal.NoMatch);
        (await Verify(Source("""{"webhookId":"another"}"""), request)).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Theory]
    [InlineData("PAYPAL-TRANSMISSION-ID")]
    [InlineData("PAYPAL-TRANSMISSION-TIME")]
    [InlineData("PAYPAL-TRANSMISSION-SIG")]
    [InlineData("PAYPAL-CERT-URL")]
    [InlineData("PAYPAL-AUTH-ALGO")]
    public async Task Every_header_must_be_there_once(string header)
    {
        var request = Request();
        var headers = (HeaderTable)request.Headers;
        (await Verify(Source(), request with { Headers = headers.Without(header) })).Refusal.ShouldBe(Refusal.Missing);
        (await Verify(Source(), request with { Headers = headers.With(header, headers.Value(header, 0)) })).Refusal.ShouldBe(Refusal.Repeated);
        _certificates.Fetched.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PAYPAL-AUTH-ALGO", "SHA1withRSA")]
    [InlineData("PAYPAL-TRANSMISSION-SIG", "not base64")]
    public async Task What_is_not_of_its_form_is_refused_before_anything_is_fetched(string header, string value)
    {
        var request = Request();
        (await Verify(Source(), request with { Headers = ((HeaderTable)request.Headers).Without(header).With(header, value) })).Refusal.ShouldBe(Refusal.Malformed);
        _certificates.Fetched.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_header_that_is_longer_than_any_honest_one_has_the_wrong_format()
    {
        var request = Request();
        const string Header = "PAYPAL-TRANSMISSION-ID";
        var result = await Verify(Source(), request with { Headers = ((HeaderTable)request.Headers).Without(Header).With(Header, new string('1', ValuePlace.LongestHeader + 1)) });
        result.ShouldBe(VerificationResult.Refused(Refusal.Malformed, "the header PAYPAL-TRANSMISSION-ID has the wrong format"));
        _certificates.Fetched.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://user@api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("http://api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com:8443/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com/redirect?to=https://evil.example")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/../../../upload/evil")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1?x=1")]
    [InlineData("https://api.paypal.com\\@evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("//api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("CERT-1")]
    public async Task Nothing_is_fetched_from_where_it_is_not_pinned(string url)
    {
        (await Verify(Source(), Request(url))).Refusal.ShouldBe(Refusal.Certificate);
        _certificates.Fetched.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_must_lead_to_a_trusted_root()
    {
        _certificates.Pem[Url] = Stranger.Leaf(Name, Key);
        (await Verify(Source(), Request())).Refusal.ShouldBe(Refusal.Certificate);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("paypal.com.evil.example")]
    [InlineData("evilpaypal.com")]
    public async Task A_certificate_must_be_paypals(string name)
    {
        _certificates.Pem[Url] = Authority.Leaf(name, Key);
        (await Verify(Source(), Request())).Refusal.ShouldBe(Refusal.Certificate);
    }

    [Fact]
    public async Task A_certificate_must_be_valid_now()
    {
        _certificates.Pem[Url] = Authority.Leaf(Name, Key, until: Sources.Now.AddHours(1));
        var source = Source();
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
        (await Verify(source, Request(), Sources.Now.AddHours(2))).Refusal.ShouldBe(Refusal.Certificate);
        _certificates.Fetched.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, nameof(Refusal.Unavailable), 9)]
    [InlineData("", nameof(Refusal.Certificate), 59)]
    [InlineData("no pem", nameof(Refusal.Certificate), 59)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", nameof(Refusal.Certificate), 59)]
    public async Task What_is_no_certificate_is_not_asked_for_again_at_once(string? pem, string refusal, int seconds)
    {
        _certificates.Pem[Url] = pem;
        var source = Source();
        for (var i = 0; i < 5; i++) (await Verify(source, Request())).Refusal.ToString().ShouldBe(refusal);
        _certificates.Fetched.Count.ShouldBe(1);

        _certificates.Pem[Url] = Authority.Leaf(Name, Key);
        (await Verify(source, Request(), Sources.Now.AddSeconds(seconds))).Refusal.ToString().ShouldBe(refusal);
        (await Verify(source, Request(), Sources.Now.AddSeconds(seconds + 1))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task While_its_host_is_away_a_certificate_is_good_for_a_day_more()
    {
        var source = Source();
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
        _certificates.Pem[Url] = null;
        (await Verify(source, Request(), Sources.Now.AddHours(13))).IsAccepted.ShouldBeTrue();
        _certificates.Fetched.Count.ShouldBe(2);
        (await Verify(source, Request(), Sources.Now.AddHours(37))).Refusal.ShouldBe(Refusal.Unavailable);

        // Not longer than it is valid.
        _certificates.Pem[Url] = Authority.Leaf(Name, Key, until: Sources.Now.AddHours(14));
        source = Source();
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
        _certificates.Pem[Url] = null;
        (await Verify(source, Request(), Sources.Now.AddHours(13))).IsAccepted.ShouldBeTrue();
        (await Verify(source, Request(), Sources.Now.AddHours(15))).Refusal.ShouldBe(Refusal.Unavailable);
    }

    /// <summary>Else whoever makes up URLs has the provider asked as often as he likes.</summary>
    [Fact]
    public async Task At_most_eight_certificates_are_fetched_at_a_time()
    {
        var source = Source();
        var answer = new TaskCompletionSource();
        _certificates.Waits = answer.Task;
        var waiting = Enumerable.Range(0, 8).Select(i => Verify(source, Request(Url + i))).ToArray();
        var ninth = Verify(source, Request());
        _certificates.Fetched.Count.ShouldBe(8);
        (await ninth).Refusal.ShouldBe(Refusal.Unavailable);
        answer.SetResult();
        foreach (var result in await Task.WhenAll(waiting)) result.Refusal.ShouldBe(Refusal.Unavailable);
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Ever_new_urls_are_kept_in_bounds()
    {
        var source = Source();
        for (var i = 0; i < 50; i++) (await Verify(source, Request(Url + i))).Refusal.ShouldBe(Refusal.Unavailable);
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Private_hosts_can_be_pinned_instead()
    {
        const string Private = "http://127.0.0.1:8099/certs/1";
        _certificates.Pem[Private] = Authority.Leaf("pay.test", Key);
        var source = Source("""{"webhookId":"8PT597110X687430LKGECATA","certificateOrigins":["http://127.0.0.1:8099"]}""");
        (await Verify(source, Request(Private))).IsAccepted.ShouldBeTrue();
        (await Verify(source, Request(Url))).Refusal.ShouldBe(Refusal.Certificate);
        (await Verify(source, Request("http://127.0.0.1:8098/certs/1"))).Refusal.ShouldBe(Refusal.Certificate);
    }

    [Fact]
    public async Task While_rotating_either_webhook_id_is_good()
    {
        using var current = JsonDocument.Parse(Config("""{"webhookId":"new"}"""));
        using var old = JsonDocument.Parse(Config("""{"webhookId":"8PT597110X687430LKGECATA"}"""));
        new SourceTypes(_certificates).TryBuild("paypal", new SourceSecrets(current.RootElement, [new RetiringConfig(old.RootElement, Sources.Now.AddHours(1))]), out var source, out _).ShouldBeTrue();
        (await Verify(source, Request())).IsAccepted.ShouldBeTrue();
        (await Verify(source, Request(), Sources.Now.AddHours(1))).Refusal.ShouldBe(Refusal.NoMatch);
    }

    private static async Task<VerificationResult> Verify(SourceProfile source, IncomingRequest request, DateTimeOffset? now = null) =>
        (await source.Verifier.Verify(request, now ?? Sources.Now, TestContext.Current.CancellationToken)).WithReason();

    private string Config(string config) => $$"""{{config[..^1]}},"certificateAuthorities":[{{JsonSerializer.Serialize(Authority.RootPem)}}]}""";

    private SourceProfile Source(string config = """{"webhookId":"8PT597110X687430LKGECATA"}""") => Sources.Build("paypal", Config(config), _certificates);

    private IncomingRequest Request(string url = Url)
    {
        // PayPal's documentation: transmission id | time | webhook id | CRC-32 in decimal.
        var crc = Crc32.Compute(Encoding.UTF8.GetBytes(Body)).ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"69cd13f0-d67a-11e5-baa3-778b53f4ae55|2026-03-04T05:06:07Z|8PT597110X687430LKGECATA|{crc}");
        return Sources.Post(Body,
            ("PAYPAL-TRANSMISSION-ID", "69cd13f0-d67a-11e5-baa3-778b53f4ae55"),
            ("PAYPAL-TRANSMISSION-TIME", "2026-03-04T05:06:07Z"),
            ("PAYPAL-TRANSMISSION-SIG", Convert.ToBase64String(Key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
            ("PAYPAL-CERT-URL", url),
            ("PAYPAL-AUTH-ALGO", "SHA256withRSA"));
    }

    private sealed class Certificates : IKeyHost
    {
        public Dictionary<string, string?> Pem { get; } = [];

        public List<string> Fetched { get; } = [];

        public Task Waits { get; set; } = Task.CompletedTask;

        public async ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation)
        {
            Fetched.Add(question.Url.AbsoluteUri);
            await Task.Yield();
            await Waits;
            return Pem.GetValueOrDefault(question.Url.AbsoluteUri) is { } pem ? new KeyAnswer(pem) : null;
        }
    }
}
