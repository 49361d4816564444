using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Reconcile;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

/// <summary>Once the head of a response has come its status is the result, however the body ends.</summary>
public sealed class HeadDecidesTests
{
    private const string Broken = "[the connection was closed before the response's body ended]";
    private const string TooSlow = "[the response's body did not end within the time limit]";
    private const string Malformed = "[the response's body is not valid HTTP]";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Bodies() => new()
    {
        { "Content-Length: 10\r\n\r\nab", "close", "ab\n" + Broken },
        { "Content-Length: 10\r\n\r\nab", "reset", "ab\n" + Broken },
        { "Content-Length: 10\r\n\r\nab", "stall", "ab\n" + TooSlow },
        { "Content-Length: 10\r\n\r\n", "close", Broken },
        { "Content-Length: 10\r\n\r\n", "stall", TooSlow },
        { "Content-Length: 99999999999\r\n\r\nab", "close", "ab\n" + Broken },
        { "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n", "close", Malformed },
        { "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "close", Malformed },
        { "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "close", "ab\n" + Broken },
        { "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "stall", "ab\n" + TooSlow },
        { "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Checksum: 1\r\n\r\n", "close", "ab" },
        { "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Check", "close", "ab\n" + Broken },
        { "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab", "close", "ab" },
        { "Content-Encoding: nonsense\r\nContent-Length: 2\r\n\r\nab", "close", "ab" },
        { "\r\nab", "close", "ab" },
        { "Content-Length: 0\r\n\r\n", "close", "" },
        { "X-Filler: " + new string('x', 40_000) + "\r\nContent-Length: 2\r\n\r\nab", "close", "ab" },
        { string.Concat(Enumerable.Range(0, 3000).Select(i => $"X-{i}: {i}\r\n")) + "Content-Length: 10\r\n\r\nab", "close", "ab\n" + Broken },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_status_is_the_result_and_the_record_has_a_note(string rest, string end, string kept)
    {
        foreach (var (status, retryAfter, outcome) in ((int, int?, Outcome)[])
            [(200, null, Outcome.Success), (410, null, Outcome.FailAndDisable), (429, 7, Outcome.FailAndThrottle), (500, null, Outcome.Fail)])
        {
            // A wait for nothing costs its whole limit: one status will do.
            if (end == "stall" && status != 410) continue;
            // It leaves after every answer and says so: a sender that uses the connection again meets its end now and then.
            await using var receiver = Answering($"HTTP/1.1 {status} x\r\nConnection: close\r\n" + (retryAfter is null ? "" : "Retry-After: 7\r\n") + rest, end);
            foreach (var send in (Func<DestinationSender, Uri, Task<SendResult>>[])[(sender, url) => Deliver(sender, url), Call])
            {
                var result = await InTimeAsync(end, async limit =>
                {
                    using var sender = Sender(limit);
                    return await send(sender, receiver.Url);
                }, sent => sent.StatusCode != 0 && Encoding.UTF8.GetString(sent.Response) == kept);
                result.Failure.ShouldBe(FailureKind.None);
                result.StatusCode.ShouldBe(status);
                result.Outcome.ShouldBe(outcome);
                result.RetryAfter.ShouldBe(retryAfter is { } s ? TimeSpan.FromSeconds(s) : null);
                Encoding.UTF8.GetString(result.Response).ShouldBe(kept);
            }

            // An operational webhook goes the way of any delivery; a poll has a sender of its own.
            var answer = await InTimeAsync(end, async limit =>
            {
                using var polls = new PollSender(Options(limit), Guard(), TimeProvider.System);
                return await polls.AskAsync(Plan(receiver.Url), new Dictionary<string, string>(), Cancellation);
            }, asked => asked.StatusCode != 0);
            answer.Failure.ShouldBe(FailureKind.None);
            answer.StatusCode.ShouldBe(status);
            answer.RetryAfter.ShouldBe(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            (answer.End == BodyEnd.Read).ShouldBe(!kept.EndsWith(']'));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 410 Gone\r\nContent-Length: 5\r\n\r\nok", 410)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", 101)]
    [InlineData("HTTP/1.0 204 No Content\r\n\r\n", 204)]
    public async Task Informational_heads_are_passed_over(string raw, int status)
    {
        await using var receiver = Answering(raw, "close");
        using var sender = Sender();
        (await Deliver(sender, receiver.Url)).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n", FailureKind.ConnectionReset)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", FailureKind.ConnectionReset)]
    [InlineData("", FailureKind.ConnectionReset)]
    [InlineData("huge", FailureKind.HeadTooLarge)]
    public async Task Without_a_whole_head_there_is_no_status(string raw, object failure)
    {
        await using var receiver = Answering(raw == "huge" ? "HTTP/1.1 200 OK\r\nX: " + new string('x', 300_000) + "\r\n\r\n" : raw, "close");
        using var sender = Sender();
        var result = await Deliver(sender, receiver.Url);
        result.Failure.ShouldBe(failure);
        result.StatusCode.ShouldBe(0);
        if ((FailureKind)failure == FailureKind.HeadTooLarge)
            Encoding.UTF8.GetString(result.Response).ShouldBe("the headers of the response are larger than 256 KiB");
    }

    [Theory]
    [InlineData(413)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(200)]
    public async Task An_answer_to_a_request_that_was_not_read_whole_counts(int status)
    {
        await using var receiver = new RawReceiver(async (connection, stopping) =>
        {
            await connection.Stream.ReadExactlyAsync(new byte[100], stopping);
            await connection.WriteAsync($"HTTP/1.1 {status} x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno", stopping);
            connection.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            // It reads a little on, so that the answer is not lost with the connection, and then leaves.
            await connection.Stream.ReadExactlyAsync(new byte[200_000], stopping);
        });
        using var sender = Sender();
        var result = await Deliver(sender, receiver.Url, new string('x', 8_000_000));
        result.StatusCode.ShouldBe(status);
    }

    /// <summary>Who stalls is waited for until the limit, which is long enough for the head; everybody else ends before it.</summary>
    private static Task<T> InTimeAsync<T>(string end, Func<TimeSpan, Task<T>> send, Func<T, bool> headCame) =>
        end == "stall" ? EnoughTime.ForAsync(send, headCame) : send(TimeSpan.FromSeconds(30));

    private static RawReceiver Answering(string raw, string end) => new(async (connection, stopping) =>
    {
        if (!await connection.ReadRequestAsync(stopping)) return;
        await connection.WriteAsync(raw, stopping);
        if (end == "reset") connection.Reset();
        else if (end == "stall") await connection.Stream.ReadExactlyAsync(new byte[1], stopping);
    });

    private static PollPlan Plan(Uri url) => new() { Url = url.ToString(), Event = new MadeEvent("a.b") };

    private static DeliveryOptions Options(TimeSpan timeout) => new() { DeliveryTimeout = timeout };

    private static AddressGuard Guard()
    {
        CidrList.TryParse("127.0.0.0/8", out var open, out _).ShouldBeTrue();
        return new AddressGuard(open!);
    }

    private static DestinationSender Sender(TimeSpan? timeout = null) => new(Options(timeout ?? TimeSpan.FromSeconds(30)), Guard(), TimeProvider.System);

    private static async Task<SendResult> Deliver(DestinationSender sender, Uri url, string body = "{}") =>
        await sender.SendAsync(
            new SendRequest(url, "msg_1", Encoding.UTF8.GetBytes(body), "application/json", new MessageSigner([EndpointSecret.Generate()]), []), Cancellation);

    private static async Task<SendResult> Call(DestinationSender sender, Uri url) =>
        await sender.CallAsync(new HttpRequestMessage(HttpMethod.Put, url) { Content = new RequestContent("{}"u8.ToArray()) }, null, Cancellation);
}
