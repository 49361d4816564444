using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ringback.Core.Http;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

/// <summary>What the sender refuses: addresses, and certificates.</summary>
public sealed class DestinationSenderGuardTests
{
    private readonly EndpointSecret _secret = EndpointSecret.Generate(SecretKind.Asymmetric);

    [Theory]
    [InlineData("http://127.0.0.1:{0}/", "loopback address")]
    [InlineData("http://2130706433:{0}/", "loopback address")]
    [InlineData("http://0x7f.1:{0}/", "loopback address")]
    [InlineData("http://0177.0.0.1:{0}/", "loopback address")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/", "loopback address")]
    [InlineData("http://[::1]:{0}/", "loopback address")]
    [InlineData("http://localhost:{0}/", "loopback address")]
    [InlineData("http://0.0.0.0:{0}/", "unspecified address")]
    public async Task A_closed_address_is_refused_in_every_notation(string url, string reason)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        using var sender = Sender("", resolve: Dns.GetHostAddressesAsync);
        var result = await Send(sender, string.Format(null, url, receiver.EndPoint.Port));
        result.Failure.ShouldBe(FailureKind.DestinationRefused);
        result.Outcome.ShouldBe(Outcome.Fail);
        Encoding.UTF8.GetString(result.Response).ShouldBe("the destination is not allowed: " + reason);
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_after_the_check_gains_nothing()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var answers = new Queue<string>(["127.0.0.1", "10.0.0.1", "127.0.0.1"]);
        using var sender = Sender("127.0.0.1", resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        var url = $"http://rebinding.test:{receiver.EndPoint.Port}/";
        receiver.On("/", Replies.Status(200, "", ("Connection", "close")));
        (await Send(sender, url)).StatusCode.ShouldBe(200);
        answers.Count.ShouldBe(2);
        (await Send(sender, url)).Failure.ShouldBe(FailureKind.DestinationRefused);
        (await Send(sender, url)).StatusCode.ShouldBe(200);
        receiver.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Our_own_listener_is_refused_inside_an_open_range()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        CidrList.TryParse("127.0.0.0/8", out var open, out _).ShouldBeTrue();
        var guard = new AddressGuard(open!) { OwnListeners = [new IPEndPoint(IPAddress.Any, receiver.EndPoint.Port)] };
        using var sender = new DestinationSender(new DeliveryOptions(), guard, TimeProvider.System);
        var result = await Send(sender, receiver.Url.ToString());
        Encoding.UTF8.GetString(result.Response).ShouldContain("this service itself");
        receiver.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://mapped.test:{0}/")]
    public async Task An_IPv4_address_written_as_IPv6_is_connected_to(string url)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        using var sender = Sender("127.0.0.0/8", resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("::ffff:127.0.0.1")]));
        (await Send(sender, string.Format(null, url, receiver.EndPoint.Port))).StatusCode.ShouldBe(200);
        receiver.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://[::127.0.0.1]/", "", "IPv4-compatible address")]
    [InlineData("http://[64:ff9b::7f00:1]/", "", "NAT64 address")]
    [InlineData("http://[2002:7f00:1::]/", "", "6to4 address")]
    [InlineData("http://[::ffff:0:7f00:1]/", "", "IPv4-translated address")]
    [InlineData("http://[::127.0.0.1]/", "::/96", "loopback address")]
    [InlineData("http://[64:ff9b::7f00:1]/", "64:ff9b::/96", "loopback address")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/", "64:ff9b::/96", "link-local address")]
    [InlineData("http://[64:ff9b:1::a00:1]/", "64:ff9b:1::/48", "private address")]
    [InlineData("http://[2002:a00:1::]/", "2002::/16", "private address")]
    [InlineData("http://[::ffff:0:a00:1]/", "::/0", "private address")]
    public async Task An_address_inside_another_is_refused_clearly(string url, string open, string reason)
    {
        using var sender = Sender(open);
        var result = await Send(sender, url);
        result.Failure.ShouldBe(FailureKind.DestinationRefused);
        Encoding.UTF8.GetString(result.Response).ShouldBe("the destination is not allowed: " + reason);
    }

    [Theory]
    [InlineData("http://\u202e.example/")]
    [InlineData("ringback:invalid")]
    public async Task A_URL_that_was_stored_before_it_was_checked_is_a_failed_attempt(string url)
    {
        using var sender = Sender("");
        var result = await Send(sender, new Uri(url));
        result.Failure.ShouldBe(FailureKind.InvalidRequest);
        Encoding.UTF8.GetString(result.Response).ShouldBe("the URL or a header of the endpoint is not valid, so no request could be made");
    }

    [Fact]
    public async Task A_name_without_an_address_is_a_result()
    {
        using var sender = Sender("", resolve: (_, _) => throw new SocketException((int)SocketError.TryAgain));
        (await Send(sender, "http://nowhere.test/")).Failure.ShouldBe(FailureKind.NameNotFound);
        using var system = Sender("", resolve: Dns.GetHostAddressesAsync);
        var tooLong = string.Join('.', Enumerable.Repeat(new string('a', 60), 5));
        DestinationUrl.TryParse($"http://{tooLong}/", out _, out _).ShouldBeFalse();
        (await Send(system, new Uri($"http://{tooLong}/"))).Failure.ShouldBe(FailureKind.NameNotFound);
    }

    [Fact]
    public async Task A_look_up_that_hangs_times_out()
    {
        using var sender = Sender("", timeout: TimeSpan.FromMilliseconds(300), resolve: async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return [];
        });
        (await Send(sender, "http://nowhere.test/")).Failure.ShouldBe(FailureKind.Timeout);
    }

    [Theory]
    [InlineData("receiver.test", false, false)] // right, but nobody vouches for it
    [InlineData("other.test", false, true)]
    [InlineData("receiver.test", true, true)]
    public async Task A_bad_certificate_is_a_result(string host, bool expired, bool trusted)
    {
        using var certificate = TestCertificate.SelfSigned(host, expired);
        await using var receiver = await FakeReceiver.StartAsync(certificate);
        using var sender = Sender("127.0.0.1", trusted: trusted ? certificate : null);
        (await Send(sender, $"https://receiver.test:{receiver.EndPoint.Port}/")).Failure.ShouldBe(FailureKind.TlsFailed);
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task TLS_where_none_is_spoken_is_a_result()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        using var sender = Sender("127.0.0.1");
        (await Send(sender, $"https://receiver.test:{receiver.EndPoint.Port}/")).Failure.ShouldBe(FailureKind.TlsFailed);
    }

    [Fact]
    public async Task A_good_certificate_is_accepted_and_HTTP_2_spoken()
    {
        using var certificate = TestCertificate.SelfSigned("receiver.test");
        await using var receiver = await FakeReceiver.StartAsync(certificate);
        using var sender = Sender("127.0.0.1", trusted: certificate);
        var url = $"https://receiver.test:{receiver.EndPoint.Port}/";
        (await Send(sender, url)).StatusCode.ShouldBe(200);
        var request = (await receiver.WaitForAsync(1)).Single();
        request.Protocol.ShouldBe("HTTP/2");
        request.Verify(_secret.Shown).ShouldBe(SignatureCheck.Valid);

        receiver.On("/", Replies.Reset, Replies.Endless(500), Replies.Ok);
        (await Send(sender, url)).Failure.ShouldBe(FailureKind.ConnectionReset);
        (await Send(sender, url)).StatusCode.ShouldBe(500);
        (await Send(sender, url)).StatusCode.ShouldBe(200);
    }

    private static DestinationSender Sender(
        string open,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        X509Certificate2? trusted = null,
        TimeSpan? timeout = null)
    {
        CidrList.TryParse(open, out var list, out _).ShouldBeTrue();
        var options = new DeliveryOptions
        {
            DeliveryTimeout = timeout ?? TimeSpan.FromSeconds(30),
            TrustedCertificates = trusted is null ? [] : [trusted],
        };
        return new DestinationSender(options, new AddressGuard(list!), TimeProvider.System, resolve ?? ((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));
    }

    private async Task<SendResult> Send(DestinationSender sender, string url)
    {
        DestinationUrl.TryParse(url, out var parsed, out var error).ShouldBeTrue(error);
        return await Send(sender, parsed!);
    }

    private async Task<SendResult> Send(DestinationSender sender, Uri url)
    {
        var request = new SendRequest(url, "msg_1", "{}"u8.ToArray(), "application/json", new MessageSigner([_secret]), []);
        return await sender.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
