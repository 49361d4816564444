using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Reconcile;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

/// <summary>Receivers that answer while the request is still being sent, keep the connection open, and read no more.</summary>
public sealed class EarlyAnswerTests : IDisposable
{
    // More than the buffers of two sockets hold.
    private const int Large = 24_000_000;
    private static readonly SslApplicationProtocol[] Tls1 = [SslApplicationProtocol.Http11];
    private static readonly SslApplicationProtocol[] Tls2 = [SslApplicationProtocol.Http2];
    private readonly X509Certificate2 _certificate = TestCertificate.SelfSigned("receiver.test");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    public static TheoryData<string, int, object> Answers()
    {
        var cases = new TheoryData<string, int, object>();
        foreach (var transport in (string[])["http", "tls", "h2"])
        {
            cases.Add(transport, 200, Outcome.Success);
            cases.Add(transport, 410, Outcome.FailAndDisable);
            cases.Add(transport, 413, Outcome.Fail);
            cases.Add(transport, 429, Outcome.FailAndThrottle);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task The_answer_counts(string transport, int status, object outcome)
    {
        await using var receiver = Receiver(transport, async (connection, stopping) =>
        {
            await ReadHeadAsync(connection, stopping);
            await connection.WriteAsync($"HTTP/1.1 {status} x\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nno", stopping);
            await Task.Delay(Timeout.Infinite, stopping);
        }, stream => [RawHttp2.Head(stream, status, "7"), RawHttp2.Body(stream, "no", end: true)]);
        using var sender = Sender(TimeProvider.System);
        foreach (var send in (Func<Task<SendResult>>[])
            [() => Deliver(sender, UrlOf(receiver, transport)), () => Call(sender, UrlOf(receiver, transport), HttpMethod.Put), () => Call(sender, UrlOf(receiver, transport), HttpMethod.Delete)])
        {
            var result = await send();
            result.Failure.ShouldBe(FailureKind.None, Encoding.UTF8.GetString(result.Response));
            result.StatusCode.ShouldBe(status);
            result.Outcome.ShouldBe(outcome);
            result.RetryAfter.ShouldBe(status == 200 ? null : TimeSpan.FromSeconds(7));
            Encoding.UTF8.GetString(result.Response).ShouldBe("no");
        }

        // Half a request is on each of these connections: none of them may be used again.
        if (transport != "h2") receiver.Connections.ShouldBe(3);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(429)]
    public async Task The_answer_to_a_poll_counts(int status)
    {
        await using var receiver = Receiver("http", async (connection, stopping) =>
        {
            await ReadHeadAsync(connection, stopping);
            await connection.WriteAsync($"HTTP/1.1 {status} x\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\n{{}}", stopping);
            await Task.Delay(Timeout.Infinite, stopping);
        });
        using var polls = new PollSender(Options(), Guard(), TimeProvider.System);
        using var body = JsonDocument.Parse($"\"{new string('x', Large)}\"");
        var plan = new PollPlan { Url = receiver.Url.ToString(), Method = "POST", Body = body.RootElement, Event = new MadeEvent("a.b") };
        var answer = await polls.AskAsync(plan, new Dictionary<string, string>(), Cancellation);
        answer.StatusCode.ShouldBe(status);
        answer.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        Encoding.UTF8.GetString(answer.Body).ShouldBe("{}");
    }

    [Theory]
    [InlineData("http", "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n\r\nno")]
    [InlineData("tls", "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n\r\nno")]
    [InlineData("http", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 410 Gone\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n")]
    public async Task On_a_connection_that_was_used_before_too(string transport, string answer)
    {
        await using var receiver = Receiver(transport, async (connection, stopping) =>
        {
            if (!await connection.ReadRequestAsync(stopping)) return;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", stopping);
            await ReadHeadAsync(connection, stopping);
            // So that the request is being sent.
            await connection.Stream.ReadExactlyAsync(new byte[200_000], stopping);
            await connection.WriteAsync(answer, stopping);
            await Task.Delay(Timeout.Infinite, stopping);
        });
        using var sender = Sender(TimeProvider.System);
        Check(await Deliver(sender, UrlOf(receiver, transport), 10), 200);
        Check(await Deliver(sender, UrlOf(receiver, transport)), 410);
        receiver.Connections.ShouldBe(1);
        Check(await Deliver(sender, UrlOf(receiver, transport), 10), 200);
        receiver.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tls")]
    public async Task A_receiver_that_reads_on_gets_the_whole_request_and_keeps_its_connection(string transport)
    {
        var read = 0L;
        await using var receiver = Receiver(transport, async (connection, stopping) =>
        {
            for (var requests = 0; requests < 3; requests++)
            {
                var length = await ReadHeadAsync(connection, stopping);
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", stopping);
                await connection.Stream.ReadExactlyAsync(new byte[length], stopping);
                Interlocked.Add(ref read, length);
            }
        });
        // Its clock stands still: it never gives up.
        using var sender = Sender(new ManualTime());
        for (var i = 1; i <= 3; i++)
        {
            (await Deliver(sender, UrlOf(receiver, transport))).StatusCode.ShouldBe(200);
            await Wait.UntilAsync(() => Volatile.Read(ref read) == i * (long)Large);
        }
        receiver.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("http", "")]
    [InlineData("tls", "")]
    [InlineData("http", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("tls", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task Nobody_gives_up_on_a_slow_receiver_that_has_not_answered(string transport, string informational)
    {
        var clock = new ManualTime();
        var received = 0L;
        var mayRead = new SemaphoreSlim(0);
        await using var receiver = Receiver(transport, async (connection, stopping) =>
        {
            // The second request comes on a connection that holds the end of an answer already.
            if (!await connection.ReadRequestAsync(stopping)) return;
            await connection.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n", stopping);
            var length = await ReadHeadAsync(connection, stopping);
            await connection.WriteAsync(informational, stopping);
            await mayRead.WaitAsync(stopping);
            await connection.Stream.ReadExactlyAsync(new byte[length], stopping);
            Interlocked.Add(ref received, length);
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", stopping);
        });
        using var sender = Sender(clock);
        (await Deliver(sender, UrlOf(receiver, transport), 10)).StatusCode.ShouldBe(204);
        var delivering = Deliver(sender, UrlOf(receiver, transport));
        for (var i = 0; i < 50; i++)
        {
            clock.Advance(EarlyAnswerStream.Longest);
            await Task.Yield();
        }
        mayRead.Release();
        (await delivering).StatusCode.ShouldBe(200);
        Volatile.Read(ref received).ShouldBe(Large);
        receiver.Connections.ShouldBe(1);
    }

    private RawReceiver Receiver(string transport, Func<RawConnection, CancellationToken, Task> http1, Func<int, byte[][]>? http2 = null) => transport switch
    {
        "http" => new RawReceiver(http1),
        "tls" => new RawReceiver(http1, _certificate, Tls1),
        _ => new RawReceiver((connection, stopping) => RawHttp2.AnswerHeadsAsync(connection, http2!, stopping), _certificate, Tls2),
    };

    /// <returns>The length of the body that follows.</returns>
    private static async Task<int> ReadHeadAsync(RawConnection connection, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await connection.Stream.ReadExactlyAsync(one, cancellation);
            head.Append((char)one[0]);
        }
        var length = head.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return int.Parse(length[15..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Uri UrlOf(RawReceiver receiver, string transport) =>
        new($"{(transport == "http" ? "http" : "https")}://receiver.test:{receiver.Port}/");

    private DeliveryOptions Options() => new() { DeliveryTimeout = TimeSpan.FromSeconds(12), TrustedCertificates = [_certificate] };

    private static AddressGuard Guard()
    {
        CidrList.TryParse("127.0.0.0/8", out var open, out _).ShouldBeTrue();
        return new AddressGuard(open!);
    }

    private DestinationSender Sender(TimeProvider clock) =>
        new(Options(), Guard(), clock, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

    private static async Task<SendResult> Deliver(DestinationSender sender, Uri url, int bytes = Large) =>
        await sender.SendAsync(
            new SendRequest(url, "msg_1", Body(bytes), "application/json", new MessageSigner([EndpointSecret.Generate()]), []), Cancellation);

    private static async Task<SendResult> Call(DestinationSender sender, Uri url, HttpMethod method) =>
        await sender.CallAsync(new HttpRequestMessage(method, url) { Content = new RequestContent(Body(Large)) }, null, Cancellation);

    private static void Check(SendResult result, int status) => result.StatusCode.ShouldBe(status, Encoding.UTF8.GetString(result.Response));

    private static byte[] Body(int bytes)
    {
        var body = new byte[bytes];
        body.AsSpan().Fill((byte)'x');
        return body;
    }
}
