using System.Diagnostics;
using System.Net;
using System.Text;
using Ringback.Core.Http;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

public sealed class DestinationSenderTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly EndpointSecret _secret = EndpointSecret.Generate();
    private FakeReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await FakeReceiver.StartAsync();

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Sends_what_was_given_signed()
    {
        _receiver.On("/hook", Replies.Status(202, "thanks"));
        using var sender = Sender();
        var result = await Send(sender, _receiver.At("/hook?a=b"), """{"a":"ü"}""", ("X-Own", "grün"), ("Content-Language", "de"));

        result.Failure.ShouldBe(FailureKind.None);
        result.StatusCode.ShouldBe(202);
        result.Outcome.ShouldBe(Outcome.Success);
        Encoding.UTF8.GetString(result.Response).ShouldBe("thanks");
        var request = (await _receiver.WaitForAsync(1)).Single();
        request.Method.ShouldBe("POST");
        request.Query.ShouldBe("?a=b");
        request.Protocol.ShouldBe("HTTP/1.1");
        request.Text.ShouldBe("""{"a":"ü"}""");
        request.MessageId.ShouldBe("msg_1");
        request.Verify(_secret.Shown).ShouldBe(SignatureCheck.Valid);
        request.Header("Content-Type").ShouldBe("application/json");
        request.Header("Content-Length").ShouldBe("10");
        request.Header("User-Agent")!.ShouldMatch(@"^Ringback/\d+\.\d+\.\d+$");
        request.Header("X-Own").ShouldBe("grün");
        request.Header("Content-Language").ShouldBe("de");
        request.Header("svix-id").ShouldBeNull();
        request.Header("traceparent").ShouldBeNull();
        request.Header("Expect").ShouldBeNull();
    }

    [Fact]
    public async Task Sends_the_headers_under_every_prefix()
    {
        using var sender = Sender(new DeliveryOptions { HeaderPrefixes = ["webhook", "svix"] });
        await Send(sender, _receiver.Url, "{}");
        var request = (await _receiver.WaitForAsync(1)).Single();
        request.Verify(_secret.Shown, prefix: "webhook").ShouldBe(SignatureCheck.Valid);
        request.Verify(_secret.Shown, prefix: "svix").ShouldBe(SignatureCheck.Valid);
    }

    /// <summary>The API refuses them; one that was set before the prefix was is kept, and isn't sent.</summary>
    [Theory]
    [InlineData("acme-signature", true)]
    [InlineData("Acme_Signature", true)]
    [InlineData("ACME-Anything", true)]
    [InlineData("acme", false)]
    [InlineData("acme-", true)]
    [InlineData("acmesignature", false)]
    [InlineData("x-acme-signature", false)]
    public async Task What_would_be_taken_for_ours_is_not_sent(string name, bool isOurs)
    {
        string[] prefixes = ["acme"];
        ReservedHeaders.IsOurs(name, prefixes).ShouldBe(isOurs);
        using var sender = Sender(new DeliveryOptions { HeaderPrefixes = prefixes });
        await Send(sender, _receiver.Url, "{}", (name, "forged"));
        var request = (await _receiver.WaitForAsync(1)).Single();
        request.Verify(_secret.Shown, prefix: "acme").ShouldBe(SignatureCheck.Valid);
        request.Headers.Values.Any(value => value == "forged").ShouldBe(!isOurs);
    }

    [Fact]
    public async Task Carries_the_trace_on()
    {
        using var sender = Sender();
        using var activity = new Activity("attempt").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        await Send(sender, _receiver.Url, "{}");
        var request = (await _receiver.WaitForAsync(1)).Single();
        request.Header("traceparent").ShouldBe(activity.Id);
        request.Header("tracestate").ShouldBe("vendor=1");
    }

    [Theory]
    [InlineData(204, Outcome.Success)]
    [InlineData(304, Outcome.Fail)]
    [InlineData(400, Outcome.Fail)]
    [InlineData(410, Outcome.FailAndDisable)]
    [InlineData(500, Outcome.Fail)]
    [InlineData(502, Outcome.FailAndThrottle)]
    public async Task Every_status_is_a_result(int status, object outcome)
    {
        _receiver.On("/", Replies.Status(status));
        using var sender = Sender();
        var result = await Send(sender, _receiver.Url, "{}");
        result.Failure.ShouldBe(FailureKind.None);
        result.StatusCode.ShouldBe(status);
        result.Outcome.ShouldBe(outcome);
        result.Response.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "soon", null)]
    [InlineData(200, "7", null)]
    public async Task Retry_after_is_passed_on(int status, string header, int? seconds)
    {
        _receiver.On("/", Replies.RetryAfter(status, header));
        using var sender = Sender();
        var result = await Send(sender, _receiver.Url, "{}");
        result.StatusCode.ShouldBe(status);
        result.RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var other = await FakeReceiver.StartAsync();
        _receiver.On("/", Replies.Redirect(other.Url.ToString(), status)).On("/private", Replies.Redirect("http://169.254.169.254/latest", status));
        using var sender = Sender();
        foreach (var path in (string[])["/", "/private"])
        {
            var result = await Send(sender, _receiver.At(path), "{}");
            result.StatusCode.ShouldBe(status);
            result.Outcome.ShouldBe(Outcome.Fail);
        }
        other.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_receiver_that_hangs_times_out()
    {
        _receiver.On("/", Replies.Hang);
        using var sender = Sender(new DeliveryOptions { DeliveryTimeout = Short });
        var result = await Send(sender, _receiver.Url, "{}");
        result.Failure.ShouldBe(FailureKind.Timeout);
        result.StatusCode.ShouldBe(0);
        result.DurationMs.ShouldBeGreaterThan(0);
        Encoding.UTF8.GetString(result.Response).ShouldBe("there was no response within the time limit");
    }

    [Fact]
    public async Task A_body_that_trickles_is_cut_off_at_the_time_limit_and_the_status_decides()
    {
        _receiver.On("/", Replies.Trickle(TimeSpan.FromMilliseconds(20), 410));
        var result = await EnoughTime.ForAsync(async limit =>
        {
            using var sender = Sender(new DeliveryOptions { DeliveryTimeout = limit });
            return await Send(sender, _receiver.Url, "{}");
        }, sent => sent.StatusCode != 0 && sent.Response is [(byte)'x', ..]);
        result.Failure.ShouldBe(FailureKind.None);
        result.StatusCode.ShouldBe(410);
        result.Outcome.ShouldBe(Outcome.FailAndDisable);
        Encoding.UTF8.GetString(result.Response).ShouldMatch(@"^x+\n\[the response's body did not end within the time limit\]$");
    }

    [Theory]
    [InlineData(200, Outcome.Success)]
    [InlineData(500, Outcome.Fail)]
    public async Task An_endless_body_is_cut_off_and_the_status_decides(int status, object outcome)
    {
        _receiver.On("/", Replies.Endless(status));
        using var sender = Sender();
        var result = await Send(sender, _receiver.Url, "{}");
        result.StatusCode.ShouldBe(status);
        result.Outcome.ShouldBe(outcome);
        result.Response.Length.ShouldBe(16 * 1024);
    }

    [Theory]
    [InlineData(16 * 1024 - 1, 16 * 1024 - 1, true)]
    [InlineData(16 * 1024, 16 * 1024, true)]
    [InlineData(40_000, 16 * 1024, true)]
    [InlineData(5_000_000, 16 * 1024, true)]
    [InlineData(40_000, 16 * 1024, false)]
    [InlineData(5_000_000, 16 * 1024, false)]
    public async Task Of_a_body_16_KiB_are_kept(int size, int kept, bool announced)
    {
        _receiver.On("/", Replies.Large(size, announced: announced));
        using var sender = Sender();
        var result = await Send(sender, _receiver.Url, "{}");
        result.StatusCode.ShouldBe(200);
        result.Response.Length.ShouldBe(kept);
        (await Send(sender, _receiver.At("/next"), "{}")).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Connections_are_used_again_also_after_a_body_that_was_not_kept_whole()
    {
        _receiver.On("/", Replies.Large(40_000));
        using var sender = Sender();
        for (var i = 0; i < 3; i++) await Send(sender, _receiver.Url, "{}");
        _receiver.Requests.Select(request => request.Connection).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_result()
    {
        _receiver.On("/", Replies.Reset);
        using var sender = Sender();
        (await Send(sender, _receiver.Url, "{}")).Failure.ShouldBe(FailureKind.ConnectionReset);
    }

    [Theory]
    [InlineData("this is no HTTP\r\n\r\n", FailureKind.ProtocolError)]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", FailureKind.ProtocolError)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: nine\r\n\r\n", FailureKind.None)] // read until the connection ends
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FailureKind.None)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", FailureKind.None)]
    [InlineData("", FailureKind.ConnectionReset)]
    [InlineData("HTTP/1.1 2", FailureKind.ConnectionReset)]
    public async Task What_is_no_HTTP_is_a_result(string raw, object failure)
    {
        _receiver.On("/", Replies.Raw(raw));
        using var sender = Sender();
        (await Send(sender, _receiver.Url, "{}")).Failure.ShouldBe(failure);
    }

    [Fact]
    public async Task Too_many_headers_are_a_result()
    {
        _receiver.On("/", Replies.Raw("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"X-{i}: {i}\r\n")) + "\r\n"));
        using var sender = Sender();
        (await Send(sender, _receiver.Url, "{}")).Failure.ShouldBe(FailureKind.HeadTooLarge);
    }

    [Fact]
    public async Task Nobody_listening_is_a_result()
    {
        using var nobodys = new ReservedPort();
        using var sender = Sender();
        (await Send(sender, new Uri(nobodys.Url), "{}")).Failure.ShouldBe(FailureKind.ConnectFailed);
    }

    [Fact]
    public async Task A_flapping_receiver_fails_and_succeeds()
    {
        _receiver.On("/", Replies.Flapping(2));
        using var sender = Sender();
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++) statuses.Add((await Send(sender, _receiver.Url, "{}")).StatusCode);
        statuses.ShouldBe([500, 500, 200, 200]);
    }

    [Fact]
    public async Task A_large_message_arrives_whole()
    {
        using var sender = Sender();
        var body = new string('ä', 500_000);
        (await Send(sender, _receiver.Url, body)).StatusCode.ShouldBe(200);
        var request = (await _receiver.WaitForAsync(1)).Single();
        request.Text.ShouldBe(body);
        request.Verify(_secret.Shown).ShouldBe(SignatureCheck.Valid);
    }

    [Fact]
    public async Task The_callers_cancellation_is_thrown()
    {
        _receiver.On("/", Replies.Hang);
        using var sender = Sender();
        using var cancellation = new CancellationTokenSource();
        var sending = Send(sender, _receiver.Url, "{}", cancellation.Token);
        await _receiver.WaitForAsync(1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        (await Send(sender, _receiver.At("/other"), "{}")).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Many_at_once_keep_their_results_apart()
    {
        _receiver.On("/slow", Replies.Hang).On("/bad", Replies.Status(500, "bad")).On("/good", Replies.Status(200, "good"));
        var results = await EnoughTime.ForAsync(async limit =>
        {
            using var sender = Sender(new DeliveryOptions { DeliveryTimeout = limit });
            return await Task.WhenAll(Enumerable.Range(0, 90).Select(async i =>
            {
                var path = ((string[])["/slow", "/bad", "/good"])[i % 3];
                return (path, result: await Send(sender, _receiver.At(path), "{}"));
            }));
        }, sent => sent.Count(one => one.result.StatusCode != 0) >= 60);
        foreach (var (path, result) in results)
            result.StatusCode.ShouldBe(path switch { "/bad" => 500, "/good" => 200, _ => 0 });
    }

    private static DestinationSender Sender(DeliveryOptions? options = null)
    {
        CidrList.TryParse("127.0.0.0/8", out var open, out _).ShouldBeTrue();
        // Where nothing is to time out, a busy machine must not make it.
        return new DestinationSender(options ?? new DeliveryOptions { DeliveryTimeout = Long }, new AddressGuard(open!), TimeProvider.System);
    }

    private Task<SendResult> Send(DestinationSender sender, Uri url, string body, params (string Name, string Value)[] headers) =>
        Send(sender, url, body, TestContext.Current.CancellationToken, headers);

    private async Task<SendResult> Send(DestinationSender sender, Uri url, string body, CancellationToken cancellation, params (string Name, string Value)[] headers) =>
        await sender.SendAsync(
            new SendRequest(url, "msg_1", Encoding.UTF8.GetBytes(body), "application/json", new MessageSigner([_secret]),
                [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))]),
            cancellation);
}
