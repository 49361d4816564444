using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;
using Ringback.Verification.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Gateway;

/// <summary>PayPal through the gateway, its certificate fetched over the wire.</summary>
public sealed class PayPalGatewayTests
{
    private const string Body = """{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"amount":"1.00"}}""";

    [Fact]
    public async Task What_paypal_sends_is_kept_once_and_its_certificate_fetched_once()
    {
        var authority = new TestAuthority();
        using var key = RSA.Create(2048);
        await using var certificates = await FakeReceiver.StartAsync();
        certificates.On("/certs/1", Replies.Status(200, authority.Leaf("pay.test", key)));
        await using var server = await StartAsync(new ManualTime(Sources.Now));
        var source = await server.AddAsync("paypal", ConfigOf(certificates, authority));

        (await source.SendAsync(Request(key, Body, certificates.At("/certs/1")))).Status.ShouldBe(200);
        (await source.SendAsync(Request(key, Body, certificates.At("/certs/1")))).Status.ShouldBe(200);
        var forged = Request(key, Body, certificates.At("/certs/1"));
        (await source.SendAsync(forged with { Body = Encoding.UTF8.GetBytes(Body.Replace("1.00", "9.00", StringComparison.Ordinal)) })).Status.ShouldBe(401);
        (await source.SendAsync(Request(key, Body, new Uri("https://evil.example/certs/1")))).Status.ShouldBe(401);
        (await source.MessagesAsync()).ShouldHaveSingleItem().EventType.ShouldBe("PAYMENT.CAPTURE.COMPLETED");
        certificates.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_certificate_can_not_be_had_paypal_is_told_to_send_again()
    {
        var authority = new TestAuthority();
        using var key = RSA.Create(2048);
        await using var certificates = await FakeReceiver.StartAsync();
        certificates.On("/certs/1", Replies.Status(500));
        var clock = new ManualTime(Sources.Now);
        await using var server = await StartAsync(clock);
        var source = await server.AddAsync("paypal", ConfigOf(certificates, authority));

        var answer = await source.SendAsync(Request(key, Body, certificates.At("/certs/1")));
        (answer.Status, answer.Headers["Retry-After"]).ShouldBe((503, "5"));
        (await source.MessagesAsync()).ShouldBeEmpty();
        (await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused")).Body.ShouldContain("\"unavailable\"");

        certificates.On("/certs/1", Replies.Status(200, authority.Leaf("pay.test", key)));
        clock.Advance(TimeSpan.FromSeconds(10));
        (await source.SendAsync(Request(key, Body, certificates.At("/certs/1")))).Status.ShouldBe(200);
        (await source.MessagesAsync()).ShouldHaveSingleItem().EventType.ShouldBe("PAYMENT.CAPTURE.COMPLETED");
    }

    private static Task<GatewayServer> StartAsync(TimeProvider clock) => GatewayServer.StartAsync(clock, options =>
    {
        CidrList.TryParse("127.0.0.0/8", out var allowed, out _).ShouldBeTrue();
        options.AllowedDestinations = allowed;
    });

    private static string ConfigOf(FakeReceiver certificates, TestAuthority authority) => JsonSerializer.Serialize(new
    {
        webhookId = "8PT5",
        certificateOrigins = new[] { certificates.Url.GetLeftPart(UriPartial.Authority) },
        certificateAuthorities = new[] { authority.RootPem },
    });

    private static IncomingRequest Request(RSA key, string body, Uri certificate)
    {
        // transmission id | time | webhook id | CRC-32 in decimal
        var crc = Crc32.Compute(Encoding.UTF8.GetBytes(body)).ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"t1|2026-03-04T05:06:07Z|8PT5|{crc}");
        return Sources.Post(body,
            ("PAYPAL-TRANSMISSION-ID", "t1"),
            ("PAYPAL-TRANSMISSION-TIME", "2026-03-04T05:06:07Z"),
            ("PAYPAL-TRANSMISSION-SIG", Convert.ToBase64String(key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
            ("PAYPAL-CERT-URL", certificate.AbsoluteUri),
            ("PAYPAL-AUTH-ALGO", "SHA256withRSA"));
    }
}
