using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>Listing, reading and expunging messages, and the precheck.</summary>
public sealed class MessagesTests : ApiTest
{
    private const string Many = "/api/v1/app/shop/msg";
    private string _application = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _application = await ApplicationAsync("shop");
        await ApplicationAsync("other");
    }

    [Fact]
    public async Task Messages_are_listed_newest_first_page_by_page_and_back()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++) ids.Add(await MessageAsync($$$"""{"eventType":"t","eventId":"e{{{i}}}","payload":{"n":{{{i}}} } }"""));
        ids.Reverse();

        var first = await JsonAsync(200, "GET", Many + "?limit=3");
        var second = await JsonAsync(200, "GET", $"{Many}?limit=3&iterator={first["iterator"]}");
        var third = await JsonAsync(200, "GET", $"{Many}?limit=3&iterator={second["iterator"]}");
        var back = await JsonAsync(200, "GET", $"{Many}?limit=3&iterator={third["prevIterator"]}");
        var beyond = await JsonAsync(200, "GET", $"{Many}?limit=3&iterator={third["iterator"]}");

        Names(first).ShouldBe(["data", "iterator", "prevIterator", "done"]);
        Names(first["data"]![0]!).ShouldBe(["id", "eventId", "eventType", "payload", "channels", "tags", "timestamp", "deliverAt"]);
        Ids(first).ShouldBe(ids[..3]);
        Ids(second).ShouldBe(ids[3..6]);
        Ids(third).ShouldBe(ids[6..]);
        Ids(back).ShouldBe(ids[3..6]);
        Ids(beyond).ShouldBeEmpty();
        ((string)first["iterator"]!).ShouldBe(ids[2]);
        ((string)second["prevIterator"]!).ShouldBe("-" + ids[3]);
        new[] { first, second, third, beyond }.Select(page => (bool)page["done"]!).ShouldBe([false, false, true, true]);
        ((string)beyond["iterator"]!).ShouldBe(ids[6]);
        first["data"]![0]!["payload"]!.ToJsonString().ShouldBe("""{"n":6}""");
        Ids(await JsonAsync(200, "GET", Many + "?order=ascending")).ShouldBe(Enumerable.Reverse(ids));
        (await JsonAsync(200, "GET", Many + "?with_content=false"))["data"]![0]!["payload"]!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task A_list_is_narrowed_by_type_channel_tag_and_time()
    {
        var a = await MessageAsync("""{"eventType":"a","channels":["c1","c2"],"payload":{}}""");
        var b = await MessageAsync("""{"eventType":"b","tags":["t/1"],"payload":{}}""");
        var c = await MessageAsync("""{"eventType":"c","tags":["t/1","t/10"],"channels":["c2"],"payload":{}}""");

        Ids(await JsonAsync(200, "GET", Many + "?event_types=a,b")).ShouldBe([b, a]);
        Ids(await JsonAsync(200, "GET", Many + "?event_types[]=a&event_types[]=c")).ShouldBe([c, a]);
        Ids(await JsonAsync(200, "GET", Many + "?event_types[0]=c&event_types[1]=zz")).ShouldBe([c]);
        Ids(await JsonAsync(200, "GET", Many + "?channel=c2")).ShouldBe([c, a]);
        Ids(await JsonAsync(200, "GET", Many + "?tag=t/1")).ShouldBe([c, b]);
        Ids(await JsonAsync(200, "GET", Many + "?tag=t/10&channel=c2")).ShouldBe([c]);
        Ids(await JsonAsync(200, "GET", Many + "?before=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        Ids(await JsonAsync(200, "GET", Many + "?after=2020-01-01T00:00:00Z&before=2999-01-01T00:00:00%2B00:00")).ShouldBe([c, b, a]);
        Ids(await JsonAsync(200, "GET", "/api/v1/app/other/msg")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=251")]
    [InlineData("limit=x")]
    [InlineData("iterator=ep_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    [InlineData("iterator=msg_'%20or%201=1")]
    [InlineData("iterator=%00")]
    [InlineData("channel=a%20b")]
    [InlineData("tag=%FF")]
    [InlineData("event_types=a%00")]
    [InlineData("before=yesterday")]
    [InlineData("after=0")]
    [InlineData("with_content=perhaps")]
    [InlineData("order=up")]
    public async Task Parameters_are_checked(string query) => (await GetAsync($"{Many}?{query}")).Status.ShouldBe(422);

    [Fact]
    public async Task A_message_is_read_by_its_id_and_its_event_id()
    {
        var id = await MessageAsync("""{"eventType":"a","eventId":"once","payload":{"n":1}}""");

        var byId = await JsonAsync(200, "GET", $"{Many}/{id}");
        var byEventId = await JsonAsync(200, "GET", $"{Many}/once?with_content=false");

        byId["payload"]!.ToJsonString().ShouldBe("""{"n":1}""");
        new[] { byId, byEventId }.ShouldAllBe(message => (string)message["id"]! == id);
        byEventId["payload"]!.ToJsonString().ShouldBe("{}");
        foreach (var name in new[] { "nope", "msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv", "%00", "..%2f", new string('x', 3000) })
            (await GetAsync($"{Many}/{name}")).Status.ShouldBeOneOf(404, 400);
        (await GetAsync($"/api/v1/app/other/msg/{id}")).Status.ShouldBe(404);
        (await GetAsync("/api/v1/app/other/msg/once")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_expunged_payload_is_gone()
    {
        var id = await MessageAsync("""{"eventType":"a","payload":{"secret":1}}""");

        (await Server.SendAsync("DELETE", $"{Many}/{id}/content")).Status.ShouldBe(204);
        (await Server.SendAsync("DELETE", $"{Many}/{id}/content")).Status.ShouldBe(204);

        (await GetAsync($"{Many}/{id}")).Body.ShouldContain("""
            "payload":{"expired":true}
            """);
        (await Server.SendAsync("DELETE", $"{Many}/nope/content")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Many_payloads_are_expunged_at_once()
    {
        var a = await MessageAsync("""{"eventType":"a","payload":{"n":1}}""");
        await MessageAsync("""{"eventType":"a","eventId":"b","payload":{"n":2}}""");
        var c = await MessageAsync("""{"eventType":"a","payload":{"n":3}}""");

        var answer = await JsonAsync(200, "POST", Many + "/bulk-expunge", JsonSerializer.Serialize(new { ids = new[] { a, "b", "nobody" } }));

        answer.ToJsonString().ShouldBe($$$"""{"results":{"{{{a}}}":"expunged","b":"expunged","nobody":"not-found"}}""");
        (await GetAsync($"{Many}/b")).Body.ShouldContain("expired");
        (await GetAsync($"{Many}/{c}")).Body.ShouldContain("""{"n":3}""");
        (await PostAsync(Many + "/bulk-expunge")).Body.ShouldBe("""{"results":{}}""");
        (await PostAsync(Many + "/bulk-expunge", """{"ids":["a b"]}""")).Status.ShouldBe(422);
        (await PostAsync(Many + "/bulk-expunge", """{"ids":"a"}""")).Status.ShouldBe(422);
        (await PostAsync("/api/v1/app/nope/msg/bulk-expunge")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("", """{"eventType":"a"}""", false)]
    [InlineData("{}", """{"eventType":"a"}""", true)]
    [InlineData("""{"disabled":true}""", """{"eventType":"a"}""", false)]
    [InlineData("""{"eventTypes":["a"]}""", """{"eventType":"a","channels":["x"]}""", true)]
    [InlineData("""{"eventTypes":["b"]}""", """{"eventType":"a"}""", false)]
    [InlineData("""{"channels":["x"]}""", """{"eventType":"a"}""", false)]
    [InlineData("""{"channels":["x"]}""", """{"eventType":"a","channels":["y","x"]}""", true)]
    [InlineData("""{"kind":"poller","url":null,"eventTypes":["a"]}""", """{"eventType":"a"}""", true)]
    [InlineData("""{"kind":"poller","url":null,"channels":["x"]}""", """{"eventType":"a"}""", false)]
    public async Task The_precheck_says_whether_anybody_would_get_it(string endpoint, string body, bool active)
    {
        await EventTypeAsync("a");
        await EventTypeAsync("b");
        if (endpoint.Length > 0)
        {
            var json = JsonNode.Parse(endpoint)!.AsObject();
            if (!json.ContainsKey("url")) json["url"] = "https://example.com";
            else json.Remove("url");
            await JsonAsync(201, "POST", "/api/v1/app/shop/endpoint", json.ToJsonString());
        }

        (await JsonAsync(200, "POST", Many + "/precheck/active", body)).ToJsonString().ShouldBe($$"""{"active":{{(active ? "true" : "false")}}}""");
    }

    [Fact]
    public async Task An_applications_token_reads_its_own_messages_and_changes_nothing()
    {
        var id = await MessageAsync("""{"eventType":"a","eventId":"once","payload":{"n":1}}""");
        UseApplication(_application);

        (await GetAsync(Many)).Status.ShouldBe(200);
        (await GetAsync($"{Many}/{id}")).Status.ShouldBe(200);
        (await GetAsync("/api/v1/app/other/msg")).Status.ShouldBe(404);
        (await Server.SendAsync("DELETE", $"{Many}/{id}/content")).Status.ShouldBe(403);
        (await PostAsync(Many + "/bulk-expunge")).Status.ShouldBe(403);
        (await PostAsync(Many + "/precheck/active", """{"eventType":"a"}""")).Status.ShouldBe(403);

        UseOtherOrganisation();
        (await GetAsync($"/api/v1/app/{_application}/msg")).Status.ShouldBe(404);
        (await GetAsync($"/api/v1/app/{_application}/msg/{id}")).Status.ShouldBe(404);
        (await Server.SendAsync("DELETE", $"/api/v1/app/{_application}/msg/{id}/content")).Status.ShouldBe(404);
    }

    private async Task<string> MessageAsync(string body) => (string)(await JsonAsync(202, "POST", Many, body))["id"]!;

    private static List<string> Ids(JsonNode list) => [.. list["data"]!.AsArray().Select(row => (string)row!["id"]!)];
}
