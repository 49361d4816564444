using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Reconcile;

public sealed class ExpectationRuleTests : ReconcileTest
{
    private protected override string More =>
        $$$"""
        ,"duplicates":{"naturalKey":{"values":["$message.eventType","/data/object/id"],"eventTypes":["payment.paid"]}},
         "expectations":[{{{Rule("made", """{"eventTypes":["payment.created"]}""")}}}]
        """;

    [Fact]
    public async Task What_an_event_lets_expect_is_asked_for_with_its_values()
    {
        AnswersOf("pay 1", "paid");
        await CallAsync("payment.created", "evt_1", payment: "pay 1", state: "created");

        var made = (await ExpectationsAsync()).ShouldHaveSingleItem()!;
        ((string?)made["rule"]).ShouldBe("made");
        made["poll"]!["url"]!.ToString().ShouldEndWith("/payments/pay%201");
        made["poll"]!["headers"]!.ToJsonString().ShouldBe("""["Authorization"]""");
        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(made, "reconciled");

        Provider.Requests[0].Header("authorization").ShouldBe("Bearer sk_1");
        (await EventsAsync()).Select(e => (string?)e!["eventType"]).ShouldBe(["payment.created", "payment.paid"]);
    }

    [Fact]
    public async Task An_event_made_and_a_webhook_are_one_by_their_natural_key_whichever_is_first()
    {
        // The payload isn't shaped as the webhook is: only the key tells.
        AnswersOf("pay_1", "paid");
        await CallAsync("payment.created", "evt_1", state: "created");
        var made = (await ExpectationsAsync()).ShouldHaveSingleItem()!;
        Clock.Advance(TimeSpan.FromMinutes(11));
        await UntilAsync(made, "reconciled");

        await CallAsync("payment.paid", "evt_2");
        await CallAsync("payment.paid", "evt_3", payment: "pay_2");
        await CallAsync("payment.paid", "evt_4", payment: "pay_2");

        (await EventsAsync()).Count.ShouldBe(3, "created, paid as it was answered, paid of the other");
    }

    [Fact]
    public async Task What_a_message_lets_expect_is_fulfilled_by_the_provider()
    {
        var orders = await ApplicationAsync("orders");
        var source = await JsonAsync(200, "PUT", $"/ingest/api/v1/source/{SourceId}",
            $$"""{"type":"stripe","name":"Payments","expectations":[{{Rule("ordered", """{"eventTypes":["order.made"],"application":"orders"}""", "/payment", "")}}]}""");
        source["expectations"]![0]!["on"]!["application"]!.ToString().ShouldBe(orders);
        source["expectations"]![0]!["within"]!.ToString().ShouldBe("10m");

        await JsonAsync(202, "POST", $"/api/v1/app/{orders}/msg", """{"eventType":"order.made","payload":{"payment":"pay_1"}}""");
        await JsonAsync(202, "POST", $"/api/v1/app/{orders}/msg", """{"eventType":"order.sent","payload":{"payment":"pay_2"}}""");

        var made = (await ExpectationsAsync()).ShouldHaveSingleItem()!;
        await CallAsync("payment.paid", "evt_1");
        ((string?)(await ReadAsync(made))["status"]).ShouldBe("fulfilled");
    }

    [Fact]
    public async Task Rules_that_can_not_be_are_refused()
    {
        foreach (var (rules, field) in new (string, string)[]
        {
            ($"{Rule("a", """{"eventTypes":["x"]}""")},{Rule("a", """{"eventTypes":["y"]}""")}", "expectations"),
            (Rule("a", """{"eventTypes":["x"],"application":"nobody"}"""), "expectations"),
            (Rule("a", """{"eventTypes":[]}"""), "eventTypes"),
            (Rule("a", """{"eventTypes":["x"]}""", "data"), "keyPointer"),
            (Rule("a b", """{"eventTypes":["x"]}"""), "name"),
            (Rule("a", """{"eventTypes":["x"]}""").Replace("http://127.0.0.1", "http://{{/host}}", StringComparison.Ordinal), "url"),
            (Rule("a", """{"eventTypes":["x"]}""").Replace("10m", "ten minutes", StringComparison.Ordinal), "within"),
        })
        {
            var answer = await JsonAsync(422, "POST", "/ingest/api/v1/source", $$"""{"type":"generic-webhook","name":"Test","expectations":[{{rules}}]}""");
            answer["detail"]![0]!["loc"]!.AsArray().Select(part => part!.ToString()).ShouldContain(field, answer.ToJsonString());
        }
    }

    private string Rule(string name, string on, string pointer = "/data/object/id", string place = "/{{/data/object/id}}") =>
        $$$"""
        {"name":"{{{name}}}","on":{{{on}}},"keyPointer":"{{{pointer}}}","within":"10m",
         "fulfilledWhen":{"keyPointer":"/data/object/id","eventTypes":["payment.paid"]},
         "poll":{"url":"{{{Provider.At("/payments")}}}{{{place}}}","headers":{"Authorization":"Bearer sk_1"},
                 "until":{"conditions":[{"pointer":"/status","equals":"paid"}]},
                 "event":{"type":"payment.paid","naturalKey":["$message.eventType","/id"]} } }
        """;
}
