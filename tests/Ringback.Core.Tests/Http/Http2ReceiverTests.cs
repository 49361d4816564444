using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ringback.Core.Http;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

/// <summary>Receivers that speak HTTP/2, over TLS, frame by frame.</summary>
public sealed class Http2ReceiverTests : IDisposable
{
    private const int NoError = 0, Internal = 2, Cancel = 8, InadequateSecurity = 0xc, Http11Required = 0xd;
    private static readonly SslApplicationProtocol[] Both = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
    private readonly X509Certificate2 _certificate = TestCertificate.SelfSigned("receiver.test");
    private int _http1;
    private int _http2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("stream", Http11Required)]
    [InlineData("stream", InadequateSecurity)]
    [InlineData("goaway", Http11Required)]
    [InlineData("goaway, stream unprocessed", Http11Required)]
    [InlineData("goaway at once", Http11Required)]
    [InlineData("421", 0)]
    public async Task A_receiver_that_asks_for_HTTP_1_1_gets_it_and_is_remembered(string way, int error)
    {
        await using var receiver = new RawReceiver((connection, stopping) => ServeAsync(connection, stopping, async stream =>
        {
            await RawHttp2.SendAsync(connection, stopping, way switch
            {
                "stream" => RawHttp2.Reset(stream, error),
                "goaway" => RawHttp2.GoAway(stream, error),
                "421" => RawHttp2.Head(stream, 421, end: true),
                _ => RawHttp2.GoAway(0, error),
            });
            return way is "stream" or "421";
        }), _certificate, Both);
        using var sender = Sender();
        for (var i = 1; i <= 3; i++)
        {
            var result = await Send(sender, receiver);
            result.StatusCode.ShouldBe(200, Encoding.UTF8.GetString(result.Response));
            Encoding.UTF8.GetString(result.Response).ShouldBe("over 1.1");
            _http1.ShouldBe(i);
        }

        // Only the first was tried over HTTP/2 at all; .NET itself takes up what a GOAWAY left unprocessed.
        _http2.ShouldBeLessThanOrEqualTo(way.StartsWith("goaway", StringComparison.Ordinal) ? 4 : 1);
    }

    [Fact]
    public async Task A_receiver_that_answers_421_over_both_keeps_it()
    {
        await using var receiver = new RawReceiver((connection, stopping) => ServeAsync(connection, stopping, async stream =>
        {
            await RawHttp2.SendAsync(connection, stopping, RawHttp2.Head(stream, 421, end: true));
            return true;
        }, status: 421), _certificate, Both);
        using var sender = Sender();
        (await Send(sender, receiver)).StatusCode.ShouldBe(421);
        (await Send(sender, receiver)).StatusCode.ShouldBe(421);
        (_http2, _http1).ShouldBe((2, 2));
    }

    [Theory]
    [InlineData("h2", "h2")]
    [InlineData("http/1.1", "http/1.1")]
    [InlineData("", "http/1.1")]
    [InlineData("h2,http/1.1", "h2")]
    [InlineData("http/1.1,h2", "any")]
    public async Task What_ALPN_offers_is_spoken(string offered, string spoken)
    {
        await using var receiver = new RawReceiver((connection, stopping) => ServeAsync(connection, stopping, async stream =>
        {
            await RawHttp2.SendAsync(connection, stopping, RawHttp2.Head(stream, 200, end: true));
            return true;
        }), _certificate, [.. offered.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => new SslApplicationProtocol(name))]);
        using var sender = Sender();
        (await Send(sender, receiver)).StatusCode.ShouldBe(200);
        if (spoken == "h2") (_http2, _http1).ShouldBe((1, 0));
        else if (spoken == "http/1.1") (_http2, _http1).ShouldBe((0, 1));
        else (_http2 + _http1).ShouldBe(1);
    }

    [Theory]
    [InlineData(NoError)]
    [InlineData(Internal)]
    [InlineData(Cancel)]
    public async Task A_stream_that_is_reset_behind_its_head_keeps_its_status(int error)
    {
        foreach (var pieces in (string[])["", "ab"])
        {
            await using var receiver = new RawReceiver((connection, stopping) => ServeAsync(connection, stopping, async stream =>
            {
                // All in one write, so that the reset is there as soon as the head is.
                await RawHttp2.SendAsync(connection, stopping, pieces.Length == 0
                    ? [RawHttp2.Head(stream, 410, "7"), RawHttp2.Reset(stream, error)]
                    : [RawHttp2.Head(stream, 410, "7"), RawHttp2.Body(stream, pieces), RawHttp2.Reset(stream, error)]);
                return true;
            }), _certificate, Both);
            using var sender = Sender();
            for (var i = 0; i < 5; i++)
            {
                var result = await Send(sender, receiver);
                result.StatusCode.ShouldBe(410, Encoding.UTF8.GetString(result.Response));
                result.Outcome.ShouldBe(Outcome.FailAndDisable);
                result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
            }
        }
    }

    [Theory]
    [InlineData("close")]
    [InlineData("goaway")]
    public async Task A_connection_that_ends_behind_the_head_keeps_the_status(string end)
    {
        await using var receiver = new RawReceiver((connection, stopping) => ServeAsync(connection, stopping, async stream =>
        {
            await RawHttp2.SendAsync(connection, stopping, end == "goaway"
                ? [RawHttp2.Head(stream, 429, "7"), RawHttp2.Body(stream, "ab"), RawHttp2.GoAway(stream, Internal)]
                : [RawHttp2.Head(stream, 429, "7"), RawHttp2.Body(stream, "ab")]);
            return false;
        }), _certificate, Both);
        using var sender = Sender();
        var result = await Send(sender, receiver);
        result.StatusCode.ShouldBe(429, Encoding.UTF8.GetString(result.Response));
        result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    private async Task ServeAsync(RawConnection connection, CancellationToken stopping, Func<int, Task<bool>> http2, int status = 200)
    {
        if (connection.Protocol == SslApplicationProtocol.Http2)
        {
            await RawHttp2.ServeAsync(connection, stream =>
            {
                Interlocked.Increment(ref _http2);
                return http2(stream);
            }, stopping);
            return;
        }

        while (await connection.ReadRequestAsync(stopping))
        {
            Interlocked.Increment(ref _http1);
            await connection.WriteAsync($"HTTP/1.1 {status} x\r\nContent-Length: 8\r\n\r\nover 1.1", stopping);
        }
    }

    private DestinationSender Sender()
    {
        CidrList.TryParse("127.0.0.1", out var open, out _).ShouldBeTrue();
        return new DestinationSender(
            new DeliveryOptions { DeliveryTimeout = TimeSpan.FromSeconds(30), TrustedCertificates = [_certificate] }, new AddressGuard(open!),
            TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
    }

    private static async Task<SendResult> Send(DestinationSender sender, RawReceiver receiver) =>
        await sender.SendAsync(
            new SendRequest(
                new Uri($"https://receiver.test:{receiver.Port}/"), "msg_1", "{}"u8.ToArray(), "application/json",
                new MessageSigner([EndpointSecret.Generate()]), []),
            Cancellation);
}
