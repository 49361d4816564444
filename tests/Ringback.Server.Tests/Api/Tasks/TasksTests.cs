using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Tasks;

/// <summary>Background tasks: usage, expunging all, and how they get on.</summary>
public sealed class TasksTests : ApiTest
{
    private const string Since = "2020-01-01T00:00:00Z";
    private const string Until = "2999-01-01T00:00:00Z";
    private string _shop = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _shop = await ApplicationAsync("shop");
        await ApplicationAsync("other");
    }

    [Fact]
    public async Task The_usage_of_applications_is_counted()
    {
        await EndpointAsync("shop", "https://a.example");
        await EndpointAsync("shop", "https://b.example", ""","disabled":true """);
        await EndpointAsync("other", "https://c.example", ""","disabled":true """);
        await MessageAsync("shop", "a");
        await MessageAsync("shop", "b");
        await MessageAsync("other", "a");

        var task = await JsonAsync(202, "POST", "/api/v1/stats/usage/app", $$"""{"since":"{{Since}}","until":"{{Until}}","appIds":["shop","nobody"]}""");

        Names(task).ShouldBe(["id", "status", "task", "updatedAt", "unresolvedAppIds"], ignoreOrder: true);
        ((string)task["status"]!, (string)task["task"]!, task["unresolvedAppIds"]!.ToJsonString()).ShouldBe(("running", "application.stats", """["nobody"]"""));
        var found = await FinishedAsync(task);
        found["data"]!.ToJsonString().ShouldBe($$"""{"appStats":[{"appId":"{{_shop}}","appUid":"shop","messageDestinations":4}]}""");

        var all = await FinishedAsync(await JsonAsync(202, "POST", "/api/v1/stats/usage/app", $$"""{"since":"{{Since}}","until":"{{Until}}"}"""));
        all["data"]!["appStats"]!.AsArray().Select(row => (int)row!["messageDestinations"]!).ShouldBe([4, 1]);
    }

    [Fact]
    public async Task What_applications_listen_to_is_gathered()
    {
        await EventTypeAsync("a");
        await EventTypeAsync("b");
        await EndpointAsync("shop", "https://a.example", ""","eventTypes":["b","a"] """);
        await EndpointAsync("other", "https://b.example");

        var task = await JsonAsync(202, "PUT", "/api/v1/stats/usage/event-types");

        Names(task).ShouldBe(["id", "status", "task", "updatedAt"]);
        ((string)task["task"]!).ShouldBe("event-type.aggregate");
        var found = (await FinishedAsync(task))["data"]!["event_types"]!.AsArray();
        found[0]!.ToJsonString().ShouldBe($$"""{"appId":"{{_shop}}","explicitlySubscribedEventTypes":["a","b"],"hasCatchAllEndpoint":false}""");
        found[1]!["hasCatchAllEndpoint"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task All_payloads_of_an_application_are_expunged()
    {
        await MessageAsync("shop", "a");
        await MessageAsync("shop", "a");
        await MessageAsync("other", "a");

        var task = await JsonAsync(202, "POST", "/api/v1/app/shop/msg/expunge-all-contents");
        ((string)task["task"]!).ShouldBe("application.purge_content");
        (await FinishedAsync(task))["data"]!.ToJsonString().ShouldBe("""{"messagesPurged":2}""");

        (await PayloadsAsync("shop")).ShouldBe(["""{"expired":true}""", """{"expired":true}"""]);
        (await PayloadsAsync("other")).ShouldBe(["""{"n":1}"""]);
        (await PostAsync("/api/v1/app/nobody/msg/expunge-all-contents")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_repeated_key_starts_no_second_task()
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"since":"{{Since}}","until":"{{Until}}"}""");
        var first = await Server.SendAsync("POST", "/api/v1/stats/usage/app", body, ("Idempotency-Key", "once"));
        await FinishedAsync(JsonNode.Parse(first.Body)!);
        var again = await Server.SendAsync("POST", "/api/v1/stats/usage/app", body, ("Idempotency-Key", "once"));

        (again.Status, again.Body).ShouldBe((202, first.Body));
        (await ListAsync("")).Count.ShouldBe(1);
        (await Server.SendAsync("POST", "/api/v1/stats/usage/app", [.. body, 32], ("Idempotency-Key", "once"))).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Tasks_are_listed_newest_first_and_narrowed()
    {
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3)) ids.Add(await StartAsync("PUT", "/api/v1/stats/usage/event-types"));
        ids.Add(await StartAsync("POST", "/api/v1/app/shop/msg/expunge-all-contents"));
        foreach (var id in ids) await FinishedAsync(new JsonObject { ["id"] = id });
        // Ids made within 4 ms are in no order.
        ids.Sort(StringComparer.Ordinal);
        ids.Reverse();

        (await ListAsync("")).ShouldBe(ids);
        (await ListAsync("?order=ascending")).ShouldBe(Enumerable.Reverse(ids));
        (await ListAsync("?task=event-type.aggregate")).Count.ShouldBe(3);
        (await ListAsync("?task=sdk.generate")).ShouldBeEmpty();
        (await ListAsync("?status=finished")).Count.ShouldBe(4);
        (await ListAsync("?status=failed")).ShouldBeEmpty();
        var page = await JsonAsync(200, "GET", "/api/v1/background-task?limit=3");
        ((bool)page["done"]!, (string)page["iterator"]!).ShouldBe((false, ids[2]));
        var next = await JsonAsync(200, "GET", $"/api/v1/background-task?limit=3&iterator={page["iterator"]}");
        ((bool)next["done"]!, (string)next["data"]!.AsArray().Single()!["id"]!).ShouldBe((true, ids[3]));
        (await ListAsync($"?limit=2&iterator={next["prevIterator"]}")).ShouldBe(ids[1..3]);
    }

    [Theory]
    [InlineData("GET", "/api/v1/background-task?status=done", null, 422)]
    [InlineData("GET", "/api/v1/background-task?task=x", null, 422)]
    [InlineData("GET", "/api/v1/background-task?iterator=msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv", null, 422)]
    [InlineData("GET", "/api/v1/background-task?limit=251", null, 422)]
    [InlineData("GET", "/api/v1/background-task/nope", null, 404)]
    [InlineData("GET", "/api/v1/background-task/qtask_2vEzxuyrZz8tGbY2xsvMWHj8OOv", null, 404)]
    [InlineData("GET", "/api/v1/background-task/%27", null, 404)]
    [InlineData("POST", "/api/v1/stats/usage/app", "{}", 422)]
    [InlineData("POST", "/api/v1/stats/usage/app", """{"since":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}""", 422)]
    [InlineData("POST", "/api/v1/stats/usage/app", """{"since":"x","until":7}""", 422)]
    [InlineData("POST", "/api/v1/stats/usage/app", """{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z","appIds":["a b"]}""", 422)]
    public async Task What_is_wrong_is_said(string method, string path, string? body, int status) =>
        (await Server.SendAsync(method, path, body)).Status.ShouldBe(status);

    [Fact]
    public async Task Tasks_are_the_organisations_alone()
    {
        var id = await StartAsync("PUT", "/api/v1/stats/usage/event-types");
        UseApplication(_shop);
        (await GetAsync("/api/v1/background-task")).Status.ShouldBe(403);
        (await GetAsync($"/api/v1/background-task/{id}")).Status.ShouldBe(403);
        (await Server.SendAsync("PUT", "/api/v1/stats/usage/event-types")).Status.ShouldBe(403);
        (await PostAsync("/api/v1/app/shop/msg/expunge-all-contents")).Status.ShouldBe(403);
        UseOtherOrganisation();
        (await ListAsync("")).ShouldBeEmpty();
        (await GetAsync($"/api/v1/background-task/{id}")).Status.ShouldBe(404);
        (await PostAsync($"/api/v1/app/{_shop}/msg/expunge-all-contents")).Status.ShouldBe(404);
        await StartAsync("PUT", "/api/v1/stats/usage/event-types");
    }

    private async Task<string> StartAsync(string method, string path) => (string)(await JsonAsync(202, method, path))["id"]!;

    private async Task<JsonNode> FinishedAsync(JsonNode task)
    {
        JsonNode found = task;
        await EventuallyAsync(async () =>
        {
            found = await JsonAsync(200, "GET", $"/api/v1/background-task/{task["id"]}");
            return (string)found["status"]! == "finished";
        });
        Names(found).ShouldBe(["id", "status", "task", "updatedAt", "data"], ignoreOrder: true);
        return found;
    }

    private async Task<List<string>> ListAsync(string query) =>
        [.. (await JsonAsync(200, "GET", "/api/v1/background-task" + query))["data"]!.AsArray().Select(row => (string)row!["id"]!)];

    private Task MessageAsync(string application, string type) =>
        JsonAsync(202, "POST", $"/api/v1/app/{application}/msg", $$$"""{"eventType":"{{{type}}}","payload":{"n":1} }""");

    private async Task<List<string>> PayloadsAsync(string application) =>
        [.. (await JsonAsync(200, "GET", $"/api/v1/app/{application}/msg"))["data"]!.AsArray().Select(row => row!["payload"]!.ToJsonString())];
}
