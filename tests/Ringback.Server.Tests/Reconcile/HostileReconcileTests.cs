using System.Text;
using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Reconcile;

/// <summary>Answers that providers shouldn't give, and events that no rule expects.</summary>
public sealed class HostileReconcileTests : ReconcileTest
{
    public static TheoryData<string> Values() =>
    [
        "\"\\ud800\"", "\"\\ud800 and more\"", "\"\u00ff\"", string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60)),
        "1e999999", "\"\\u0000\"", "{}",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task No_value_in_an_event_keeps_a_rule_from_letting_it_in(string value)
    {
        var source = await JsonAsync(201, "POST", "/ingest/api/v1/source",
            $$$"""
            {"type":"generic-webhook","name":"Open","expectations":[{"name":"paid","on":{"eventTypes":["generic-webhook.event"]},"keyPointer":"/id",
             "fulfilledWhen":{"eventTypes":["payment.paid"]},
             "poll":{"url":"{{{Provider.At("/ask")}}}","method":"POST","body":{"a":{"a":{"a":{"a":{"a":{"a":"{{/value}}"} } } } },"text":"id {{/id}}"} } }]}
            """);
        // U+00FF stands for the byte, which alone is no UTF-8.
        var body = Encoding.Latin1.GetBytes($$"""{"id":"pay_1","value":{{value}}}""");

        var answer = await Server.SendAsync("POST", new Uri((string)source["ingestUrl"]!).PathAndQuery, body);

        answer.Status.ShouldBe(200, answer.Body);
        (await JsonAsync(200, "GET", $"/api/v1/app/{source["id"]}/msg"))["data"]!.AsArray().ShouldHaveSingleItem();
        await JsonAsync(200, "GET", $"/api/v1/source/{source["id"]}/expectation");
    }

    public static TheoryData<string> Answered() =>
    [
        "<html>paid</html>", "", "\u00ff", "{\"id\":\"\u00ff\"}", "{\"id\":\"\\ud800\"}", "{} {}",
        string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500)),
    ];

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task An_answer_of_any_bytes_becomes_an_event_that_can_be_read_or_none(string answer)
    {
        Provider.On("/payments/pay_1", async (context, stopping) => await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(answer), stopping));
        var expectation = await JsonAsync(201, "POST", $"/api/v1/source/{SourceId}/expectation",
            $$"""
            {"key":"pay_1","fulfilledWhen":{"keyPointer":"/data/object/id","eventTypes":["payment.paid"]},"within":"10m",
             "poll":{"url":"{{Provider.At("/payments/pay_1")}}"} }
            """);
        Clock.Advance(TimeSpan.FromMinutes(11));
        await EventuallyAsync(async () =>
        {
            // As in UntilAsync: a loop that was just going to sleep has slept through the first one.
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (string?)(await ReadAsync(expectation))["status"] is "reconciled" or "polling";
        });

        foreach (var made in await EventsAsync())
        {
            var read = await JsonAsync(200, "GET", $"/api/v1/app/{SourceId}/msg/{made!["id"]}");
            read["payload"].ShouldNotBeNull();
            await JsonAsync(200, "GET", $"/api/v1/source/{SourceId}/event/{made["id"]}");
        }
    }

    [Fact]
    public async Task Only_one_late_webhook_is_the_one_that_was_asked_for()
    {
        Answers("paid");
        var expectation = await ExpectAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(expectation, "reconciled");

        await CallAsync("payment.paid", "evt_late");
        await CallAsync("payment.paid", "evt_late");
        await CallAsync("payment.paid", "evt_another", state: "paid again");

        (await EventsAsync()).Select(e => (string?)e!["eventId"]).ShouldBe(["made-pay_1", "evt_another"]);
    }
}
