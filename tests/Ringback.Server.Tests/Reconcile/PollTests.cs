using Ringback.Core.Settings;
using Ringback.Testing;

namespace Ringback.Server.Tests.Reconcile;

/// <summary>What providers may answer, and what an expectation must not say.</summary>
public sealed class PollTests : ReconcileTest
{
    private protected override void Configure(RingbackOptions options)
    {
        base.Configure(options);
        // What hangs hangs on, however slow the machine is.
        options.DeliveryTimeout = 2 * Wait.Patience;
    }

    [Fact]
    public async Task Whatever_is_answered_is_on_record_and_asked_again()
    {
        Provider.On("/payments/pay_1",
            Replies.Status(500, "broken"),
            Replies.Status(200, "no JSON"),
            Replies.Redirect("/elsewhere"),
            Replies.Reset,
            Replies.ResetMidway,
            Replies.Large(2 * 1024 * 1024),
            Replies.Status(404),
            Replies.Status(200, """{"id":"pay_1","status":"paid"}"""));
        var expectation = await ExpectAsync(poll: ",\"every\":\"1s\"");
        Clock.Advance(TimeSpan.FromMinutes(11));

        await EventuallyAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            return (string?)(await ReadAsync(expectation))["status"] == "reconciled";
        });

        var attempts = (await ReadAsync(expectation))["attempts"]!.AsArray();
        attempts.Select(a => (string)a!["outcome"]!).ShouldBe(["failed", "notYet", "failed", "failed", "failed", "failed", "failed", "found"]);
        attempts.Select(a => (int)a!["statusCode"]!).ShouldBe([500, 200, 302, 0, 200, 200, 404, 200]);
        attempts[4]!["detail"]!.ToString().ShouldBe("the connection was closed before the response's body ended");
        attempts[0]!["response"]!.ToString().ShouldBe("broken");
        attempts[1]!["detail"]!.ToString().ShouldContain("JSON");
        attempts[5]!["detail"]!.ToString().ShouldContain("larger");
        (await EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_asks_for_patience_gets_it()
    {
        Provider.On("/payments/pay_1", Replies.RetryAfter(429, "7200"));
        var expectation = await ExpectAsync(poll: ",\"every\":\"1m\"");
        Clock.Advance(TimeSpan.FromMinutes(11));

        var polling = await UntilAsync(expectation, "polling");

        var next = DateTimeOffset.Parse(polling["nextPollAt"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        (next - Clock.GetUtcNow()).TotalMinutes.ShouldBeGreaterThan(110);
    }

    [Fact]
    public async Task A_post_carries_its_body()
    {
        Answers("paid");
        var expectation = await ExpectAsync(poll: ",\"method\":\"POST\",\"body\":{\"payment\":\"pay_1\"}");
        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(expectation, "reconciled");

        var asked = Provider.Requests.ShouldHaveSingleItem();
        (asked.Method, asked.Text, asked.Header("content-type")).ShouldBe(("POST", """{"payment":"pay_1"}""", "application/json"));
    }

    [Fact]
    public async Task One_hanging_provider_leaves_room_for_the_others()
    {
        Provider.On("/payments/pay_1", Replies.Hang);
        for (var n = 0; n < 30; n++) await ExpectAsync();
        await MakeSourceAsync("");
        var other = await JsonAsync(201, "POST", $"/api/v1/source/{SourceId}/expectation", Expectation().Replace("pay_1", "pay_2", StringComparison.Ordinal));
        AnswersOf("pay_2", "paid");

        Clock.Advance(TimeSpan.FromMinutes(11));

        await UntilAsync(other, "reconciled");
        // The other one's answer may have overtaken some of those that hang.
        var most = Server.Options.SourcePollsInFlight;
        await Provider.WaitForAsync(most, "/payments/pay_1");
        Provider.Requests.Count(request => request.Path == "/payments/pay_1").ShouldBe(most);
    }

    [Theory]
    [InlineData("""{"fulfilledWhen":{"keyPointer":"/id"}}""", "key")]
    [InlineData("""{"key":"","fulfilledWhen":{"keyPointer":"/id"}}""", "key")]
    [InlineData("""{"key":"a"}""", "fulfilledWhen")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"id"}}""", "keyPointer")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","conditions":[{"pointer":"/a"}]}}""", "conditions")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"deadline":"soon"}""", "deadline")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"deadline":"2026-01-02T00:00:00Z","within":"1h"}""", "within")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"within":"91d"}""", "within")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"lookBack":"8d"}""", "lookBack")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"dedline":"1h"}""", "dedline")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":"ftp://example.com"}}""", "url")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":"https://u:p@example.com"}}""", "url")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":"https://example.com/{{/id}}"}}""", "url")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id"},"poll":{"url":"https://example.com"}}""", "event")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","method":"DELETE"}}""", "method")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","body":{}}}""", "body")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","headers":{"Host":"a"}}}""", "headers")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","headers":{"A":"b\r\nC: d"}}}""", "headers")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","every":"0s"}}""", "every")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","until":{"statuses":[99]}}}""", "statuses")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","event":{"type":"{{"}}}""", "type")]
    [InlineData("""{"key":"a","fulfilledWhen":{"keyPointer":"/id","eventTypes":["a"]},"poll":{"url":"https://example.com","event":{"naturalKey":["id"]}}}""", "naturalKey")]
    public async Task What_can_not_be_expected_is_told(string body, string field)
    {
        var answer = await JsonAsync(422, "POST", $"/api/v1/source/{SourceId}/expectation", body);
        answer["detail"]![0]!["loc"]!.AsArray().Select(part => part!.ToString()).ShouldContain(field, answer.ToJsonString());
    }

    [Fact]
    public async Task A_repeated_request_expects_once_and_an_ended_one_can_not_be_canceled()
    {
        var path = $"/api/v1/source/{SourceId}/expectation";
        var body = System.Text.Encoding.UTF8.GetBytes(Expectation());
        var first = await Server.SendAsync("POST", path, body, ("Idempotency-Key", "k"));
        var again = await Server.SendAsync("POST", path, body, ("Idempotency-Key", "k"));
        var other = await Server.SendAsync("POST", path, [.. body, (byte)' '], ("Idempotency-Key", "k"));

        (first.Status, again.Status, other.Status).ShouldBe((201, 201, 422));
        again.Body.ShouldBe(first.Body);
        await CallAsync("payment.paid", "evt_1");
        var made = (await ExpectationsAsync()).ShouldHaveSingleItem()!;
        await JsonAsync(409, "DELETE", $"{path}/{made["id"]}");
        await JsonAsync(404, "GET", $"{path}/exp_000000000000000000000000000");
    }
}
