using Ringback.Testing;

namespace Ringback.Server.Tests.Reconcile;

public sealed class ReconcileTests : ReconcileTest
{
    [Fact]
    public async Task A_webhook_in_time_fulfils_and_nobody_is_asked()
    {
        var expectation = await ExpectAsync();
        ((string?)expectation["status"]).ShouldBe("open");

        await CallAsync("payment.paid", "evt_1");

        var fulfilled = await ReadAsync(expectation);
        ((string?)fulfilled["status"]).ShouldBe("fulfilled");
        fulfilled["msgId"]!.ToString().ShouldBe((await EventsAsync()).Single()!["id"]!.ToString());
        Clock.Advance(TimeSpan.FromHours(3));
        Provider.Count.ShouldBe(0);
    }

    /// <summary>An event is seen through one view, whatever it was sent as.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded", "utf-8", "event=payment.paid&payment_id=pay_1")]
    [InlineData("application/x-www-form-urlencoded", "utf-8", "payload=%7B%22event%22%3A%22payment.paid%22%2C%22payment_id%22%3A%22pay_1%22%7D")]
    [InlineData("multipart/form-data; boundary=b", "utf-8", "--b\r\nContent-Disposition: form-data; name=event\r\n\r\npayment.paid\r\n--b\r\nContent-Disposition: form-data; name=payment_id\r\n\r\npay_1\r\n--b--")]
    [InlineData("application/json", "utf-8", "\uFEFF{\"event\":\"payment.paid\",\"payment_id\":\"pay_1\"}")]
    [InlineData("application/json", "utf-16", "{\"event\":\"payment.paid\",\"payment_id\":\"pay_1\"}")]
    public async Task An_event_fulfils_whatever_it_was_sent_as(string type, string encoding, string body)
    {
        var source = await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Forms","config":{"eventTypePointer":"/event"}}""");
        var path = $"/api/v1/source/{source["id"]}/expectation";
        var expectation = await JsonAsync(201, "POST", path, Expectation().Replace("/data/object/id", "/payment_id", StringComparison.Ordinal));

        var answer = await Server.SendAsync("POST", new Uri((string)source["ingestUrl"]!).PathAndQuery, System.Text.Encoding.GetEncoding(encoding).GetBytes(body), ("Content-Type", type));

        answer.Status.ShouldBe(200, answer.Body);
        ((string?)(await JsonAsync(200, "GET", $"{path}/{expectation["id"]}"))["status"]).ShouldBe("fulfilled");
        Provider.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Another_state_or_another_object_does_not_fulfil()
    {
        var expectation = await ExpectAsync();

        await CallAsync("payment.processing", "evt_1");
        await CallAsync("payment.paid", "evt_2", payment: "pay_2");

        ((string?)(await ReadAsync(expectation))["status"]).ShouldBe("open");
    }

    [Fact]
    public async Task A_webhook_that_never_comes_is_asked_for_and_made()
    {
        Answers("processing", "paid");
        var expectation = await ExpectAsync();

        Clock.Advance(TimeSpan.FromMinutes(11));
        var polling = await UntilAsync(expectation, "polling");
        ((int)polling["polls"]!).ShouldBe(1);
        Provider.Requests[0].Header("authorization").ShouldBe("Bearer key");
        Clock.Advance(TimeSpan.FromHours(2));
        var reconciled = await UntilAsync(expectation, "reconciled");

        var made = (await EventsAsync()).ShouldHaveSingleItem()!;
        ((string?)made["eventType"]).ShouldBe("payment.paid");
        ((string?)made["eventId"]).ShouldBe("made-pay_1");
        made["payload"]!.ToJsonString().ShouldBe("""{"type":"payment.paid","data":{"object":{"id":"pay_1","status":"paid"}}}""");
        (await OriginAsync((string)made["id"]!)).ShouldBe("reconciled");
        reconciled["attempts"]!.AsArray().Select(a => (string?)a!["outcome"]).ShouldBe(["notYet", "found"]);
    }

    [Fact]
    public async Task A_webhook_that_comes_after_it_was_asked_for_is_a_duplicate()
    {
        Answers("paid");
        var expectation = await ExpectAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(expectation, "reconciled");

        await CallAsync("payment.paid", "evt_late");
        await CallAsync("payment.refunded", "evt_other", state: "refunded");

        (await EventsAsync()).Select(e => (string?)e!["eventType"]).ShouldBe(["payment.paid", "payment.refunded"]);
    }

    [Fact]
    public async Task A_webhook_that_comes_while_it_is_asked_for_wins()
    {
        var gate = new TaskCompletionSource();
        Provider.On("/payments/pay_1", Replies.When(gate.Task, Replies.Status(200, """{"id":"pay_1","status":"paid"}""")));
        var expectation = await ExpectAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await EventuallyAsync(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(Provider.Count == 1);
        });

        await CallAsync("payment.paid", "evt_1");
        gate.SetResult();
        await EventuallyAsync(async () => (int)(await ReadAsync(expectation))["polls"]! == 1);

        ((string?)(await ReadAsync(expectation))["status"]).ShouldBe("fulfilled");
        (await EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_expectation_made_after_its_webhook_finds_it()
    {
        await CallAsync("payment.paid", "evt_1");

        ((string?)(await ExpectAsync())["status"]).ShouldBe("fulfilled");
        // The second time the event is found by its key, not by looking through what came.
        await CallAsync("payment.paid", "evt_2");
        ((string?)(await ExpectAsync())["status"]).ShouldBe("fulfilled");
        // What came long ago tells nothing of what is expected now.
        Clock.Advance(TimeSpan.FromHours(2));
        ((string?)(await ExpectAsync())["status"]).ShouldBe("open");
    }

    [Fact]
    public async Task What_never_happens_is_given_up_and_told()
    {
        Answers("processing");
        Provider.On("/operational", Replies.Ok);
        await JsonAsync(201, "POST", "/api/v1/operational-webhook/endpoint", $$"""{"url":"{{Provider.At("/operational")}}","filterTypes":["expectation.expired"]}""");
        var expectation = await ExpectAsync(poll: ",\"giveUpAfter\":\"1h\",\"every\":\"50m\"");

        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(expectation, "polling");
        Clock.Advance(TimeSpan.FromMinutes(60));
        await UntilAsync(expectation, "expired");

        var told = await Provider.WaitForAsync(request => request.Path == "/operational");
        told.Text.ShouldContain((string)expectation["id"]!);
        (await EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_private_address_is_not_asked()
    {
        var expectation = await JsonAsync(201, "POST", $"/api/v1/source/{SourceId}/expectation", Expectation().Replace("127.0.0.1", "10.1.2.3", StringComparison.Ordinal));

        Clock.Advance(TimeSpan.FromMinutes(11));

        var polling = await UntilAsync(expectation, "polling");
        polling["attempts"]![0]!["detail"]!.ToString().ShouldContain("not allowed");
        polling["attempts"]![0]!["outcome"]!.ToString().ShouldBe("failed");
    }

    [Fact]
    public async Task What_was_canceled_is_not_asked_for()
    {
        var expectation = await ExpectAsync();
        var path = $"/api/v1/source/{SourceId}/expectation/{expectation["id"]}";

        await JsonAsync(204, "DELETE", path);
        Clock.Advance(TimeSpan.FromHours(2));
        await CallAsync("payment.paid", "evt_1");

        ((string?)(await ReadAsync(expectation))["status"]).ShouldBe("canceled");
        await JsonAsync(204, "DELETE", path);
        Provider.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        var first = await ExpectAsync();
        var second = await ExpectAsync();
        await JsonAsync(204, "DELETE", $"/api/v1/source/{SourceId}/expectation/{first["id"]}");

        var open = await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/expectation?status=open&key=pay_1");
        open["data"]!.AsArray().Select(e => e!["id"]!.ToString()).ShouldBe([second["id"]!.ToString()]);
        var page = await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/expectation?limit=1");
        page["done"]!.GetValue<bool>().ShouldBeFalse();
        var rest = await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/expectation?limit=5&iterator={page["iterator"]}");
        rest["data"]!.AsArray().Count.ShouldBe(1);
        UseOtherOrganisation();
        await JsonAsync(404, "GET", $"/api/v1/source/{SourceId}/expectation");
    }
}
