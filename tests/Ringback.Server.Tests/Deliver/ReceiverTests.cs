using Ringback.Core.Background;
using Ringback.Core.Record;
using Ringback.Testing;

namespace Ringback.Server.Tests.Deliver;

/// <summary>Whatever a receiver does: it is on record as what it was, and the next message gets its turn.</summary>
public sealed class ReceiverTests
{
    public static TheoryData<string, int, string> Misbehaviours => new()
    {
        { "hangs", 0, "there was no response within the time limit" },
        { "resets", 0, "closed before a response came" },
        { "resets midway", 200, "closed before the response's body ended" },
        { "trickles", 200, "did not end within the time limit" },
        { "isn't HTTP", 0, "not valid HTTP" },
        { "redirects", 302, "" },
        { "redirects to a private address", 307, "" },
        { "refuses", 403, "not for you" },
        { "fails", 500, "oops" },
        { "pours without end", 500, "xxxxxxxx" },
    };

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task A_receiver_that_misbehaves_is_on_record_and_the_next_message_gets_its_turn(string does, int status, string says)
    {
        // A limit where it is what ends the attempt: it is the limit of the next message, too.
        var seen = does is "hangs" or "trickles"
            ? await EnoughTime.ForAsync(limit => MeetAsync(does, limit), met => met.Code == status && met.NextArrived)
            : await MeetAsync(does, Wait.Patience);

        seen.Code.ShouldBe(status);
        // The head decides: what is answered 200 has arrived, however its body ends.
        seen.Arrived.ShouldBe(status == 200);
        seen.Response.ShouldContain(says);
        seen.Response.Length.ShouldBeLessThanOrEqualTo(16 * 1024);
        seen.NextArrived.ShouldBeTrue();
        seen.Requests.ShouldBe(2);
        seen.Errors.ShouldBeEmpty();
    }

    /// <summary>Sends one message to a receiver that misbehaves, and one more.</summary>
    private static async Task<Meeting> MeetAsync(string does, TimeSpan limit)
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", ReplyOf(does, receiver), Replies.Ok);
        await using var test = await TestNode.StartAsync(options => (options.RetrySchedule, options.DeliveryTimeout) = (RetrySchedule.None, limit));
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        var (code, arrived, response) = (test.Query("select code from attempt"), test.Deliveries(endpoint, DeliveryState.Success), test.Output(endpoint));
        (arrived + test.Deliveries(endpoint, DeliveryState.Fail)).ShouldBe(1);
        await test.PostAsync();
        await test.UntilDoneAsync();
        return new Meeting(code, arrived == 1, response, test.Deliveries(endpoint, DeliveryState.Success) == arrived + 1, receiver.Count, [.. test.Logs.Errors]);
    }

    [Fact]
    public async Task An_endless_body_of_a_success_is_a_success()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.On("/hook", Replies.Endless());
        await using var test = await TestNode.StartAsync();
        var endpoint = await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        test.Deliveries(endpoint, DeliveryState.Success).ShouldBe(1);
        test.Query("select length(response) from attempt").ShouldBe(16 * 1024);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_failure()
    {
        using var certificate = TestCertificate.SelfSigned("127.0.0.1");
        await using var receiver = await FakeReceiver.StartAsync(tls: certificate);
        await using var test = await TestNode.StartAsync(options => options.RetrySchedule = RetrySchedule.None);
        await test.AddAsync(receiver.At("/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        receiver.Count.ShouldBe(0);
        test.Query("select instr(response, cast('the TLS handshake failed' as blob)) from attempt").ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_we_cannot_send_is_a_failed_attempt_and_blocks_nobody()
    {
        await using var test = await TestNode.StartAsync();
        // Nothing of the API lets such a URL through any more.
        var endpoint = await test.AddAsync(new Uri("ftp://127.0.0.1/hook"));
        await test.PostAsync();
        await test.UntilDoneAsync();
        test.Deliveries(endpoint, DeliveryState.Fail).ShouldBe(1);
        test.Attempts(endpoint).ShouldBe(7);
        test.Query("select instr(response, cast('no request could be made' as blob)) > 0 from attempt").ShouldBe(1);
        test.Logs.Errors.ShouldBeEmpty();
    }

    private static Reply ReplyOf(string does, FakeReceiver receiver) => does switch
    {
        "hangs" => Replies.Hang,
        "resets" => Replies.Reset,
        // The head and a part of the body, then the end: an abort may overtake the head, and the attempt has no status then.
        "resets midway" => Replies.Raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning"),
        "trickles" => Replies.Trickle(TimeSpan.FromMilliseconds(50)),
        "isn't HTTP" => Replies.Raw("220 smtp.example.com ESMTP\r\n"),
        "redirects" => Replies.Redirect(receiver.At("/elsewhere").ToString()),
        "redirects to a private address" => Replies.Redirect("http://169.254.169.254/latest", 307),
        "refuses" => Replies.Status(403, "not for you"),
        "fails" => Replies.Status(500, "oops"),
        "pours without end" => Replies.Endless(500),
        _ => throw new ArgumentOutOfRangeException(nameof(does), does, null),
    };

    private sealed record Meeting(long? Code, bool Arrived, string Response, bool NextArrived, int Requests, IReadOnlyList<string> Errors);
}
