using System.Text.Json.Nodes;
using Ringback.Server.Api.Poller;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Poller;

/// <summary>Messages for those who come and get them.</summary>
public sealed class PollerTests : ApiTest
{
    private const string Poll = "/api/v1/app/shop/poller/sink";
    private const string Consumer = Poll + "/consumer/worker-1";
    private string _application = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _application = await ApplicationAsync("shop");
        await ApplicationAsync("other");
        await EventTypeAsync("a");
        await EventTypeAsync("b");
        await JsonAsync(201, "POST", "/api/v1/app/shop/endpoint", """{"kind":"poller","uid":"sink","eventTypes":["a","b"]}""");
    }

    [Fact]
    public async Task Messages_are_polled_in_order_and_none_is_skipped()
    {
        var first = await JsonAsync(200, "GET", Poll);
        Names(first).ShouldBe(["data", "iterator", "done"]);
        (first["data"]!.AsArray().Count, (bool)first["done"]!).ShouldBe((0, true));

        await MessagesAsync("a:1", "x:2", "b:3", "a:4");
        var page = await JsonAsync(200, "GET", $"{Poll}?limit=2&iterator={first["iterator"]}");
        var rest = await JsonAsync(200, "GET", $"{Poll}?limit=2&iterator={page["iterator"]}");
        await MessagesAsync("b:5");
        var later = await JsonAsync(200, "GET", $"{Poll}?iterator={rest["iterator"]}");

        Numbers(page).ShouldBe([1, 3]);
        Numbers(rest).ShouldBe([4]);
        Numbers(later).ShouldBe([5]);
        ((bool)page["done"]!, (bool)rest["done"]!).ShouldBe((false, true));
        Numbers(await JsonAsync(200, "GET", Poll)).ShouldBe([1, 3, 4, 5]);
        Names(later["data"]![0]!).ShouldBe(
            ["id", "eventId", "eventType", "payload", "channels", "tags", "timestamp", "deliverAt", "headers"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_poll_is_narrowed_by_type_channel_and_time()
    {
        await MessagesAsync("a:1", "b:2");
        await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"b","channels":["c"],"payload":{"n":3}}""");

        Numbers(await JsonAsync(200, "GET", Poll + "?event_type=b")).ShouldBe([2, 3]);
        Numbers(await JsonAsync(200, "GET", Poll + "?channel=c")).ShouldBe([3]);
        Numbers(await JsonAsync(200, "GET", Poll + "?after=1970-01-01T00:00:00Z")).ShouldBe([1, 2, 3]);
        Numbers(await JsonAsync(200, "GET", Poll + "?after=2999-01-01T00:00:00Z")).ShouldBeEmpty();
        await JsonAsync(200, "PATCH", "/api/v1/app/shop/endpoint/sink", """{"channels":["c","d"],"eventTypes":null}""");
        Numbers(await JsonAsync(200, "GET", Poll)).ShouldBe([3]);
    }

    [Fact]
    public async Task A_consumer_goes_on_where_it_committed()
    {
        await MessagesAsync("a:1", "a:2", "a:3");

        var page = await JsonAsync(200, "GET", Consumer + "?limit=2");
        Numbers(page).ShouldBe([1, 2]);
        Numbers(await JsonAsync(200, "GET", Consumer + "?limit=2")).ShouldBe([1, 2], "nothing was committed yet");
        Numbers(await JsonAsync(200, "GET", $"{Consumer}?iterator={page["iterator"]}")).ShouldBe([3]);
        Numbers(await JsonAsync(200, "GET", Consumer)).ShouldBe([3], "what was seen stays until the consumer comes back with its iterator");
        Numbers(await JsonAsync(200, "GET", Poll + "/consumer/worker-2")).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_consumer_seeks_back_and_forth()
    {
        await MessagesAsync("a:1", "a:2");

        var end = await JsonAsync(200, "POST", Consumer + "/seek", """{"after":"2999-01-01T00:00:00Z"}""");
        Names(end).ShouldBe(["iterator"]);
        Numbers(await JsonAsync(200, "GET", Consumer)).ShouldBeEmpty();
        await MessagesAsync("a:3");
        Numbers(await JsonAsync(200, "GET", Consumer)).ShouldBe([3]);
        Numbers(await JsonAsync(200, "GET", $"{Consumer}?iterator={end["iterator"]}")).ShouldBe([3]);
        await JsonAsync(200, "POST", Consumer + "/seek", """{"after":"1970-01-01T00:00:00Z"}""");
        Numbers(await JsonAsync(200, "GET", Consumer)).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData(Poll + "?limit=0")]
    [InlineData(Poll + "?limit=251")]
    [InlineData(Poll + "?iterator=x")]
    [InlineData(Poll + "?iterator=AAAAAAAAAAAAAAAA")]
    [InlineData(Poll + "?iterator=%00%ff")]
    [InlineData(Poll + "?event_type=a%20b")]
    [InlineData(Poll + "?channel=%0a")]
    [InlineData(Poll + "?after=now")]
    [InlineData(Consumer + "?iterator=msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv")]
    [InlineData(Poll + "/consumer/a%20b")]
    public async Task Parameters_are_checked(string path) => (await GetAsync(path)).Status.ShouldBe(422);

    [Fact]
    public async Task Only_pollers_are_polled_and_only_their_own()
    {
        await EndpointAsync("shop", more: ""","uid":"http" """);
        foreach (var path in new[] { "", "/consumer/c" })
        {
            (await GetAsync($"/api/v1/app/shop/poller/http{path}")).Status.ShouldBe(404);
            (await GetAsync($"/api/v1/app/shop/poller/nope{path}")).Status.ShouldBe(404);
            (await GetAsync($"/api/v1/app/other/poller/sink{path}")).Status.ShouldBe(404);
        }
        (await PostAsync("/api/v1/app/shop/poller/http/consumer/c/seek", """{"after":"2999-01-01T00:00:00Z"}""")).Status.ShouldBe(404);
        (await PostAsync(Consumer + "/seek", """{"after":5}""")).Status.ShouldBe(422);
        (await PostAsync(Consumer + "/seek")).Status.ShouldBe(422);
        UseApplication(_application);
        (await GetAsync(Poll)).Status.ShouldBe(200);
        (await GetAsync(Consumer)).Status.ShouldBe(200);
        UseOtherOrganisation();
        (await GetAsync($"/api/v1/app/{_application}/poller/sink")).Status.ShouldBe(404);
        UseOrganisation();
        await JsonAsync(200, "PATCH", "/api/v1/app/shop/endpoint/sink", """{"disabled":true}""");
        (await GetAsync(Poll)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_token_that_may_only_look_polls_and_moves_no_cursor()
    {
        await MessagesAsync("a:1", "a:2");
        var page = await JsonAsync(200, "GET", Consumer + "?limit=1");

        UseApplication(_application, Capability.ViewBase | Capability.ViewEndpointSecret);
        Numbers(await JsonAsync(200, "GET", Poll)).ShouldBe([1, 2]);
        await JsonAsync(403, "GET", $"{Consumer}?iterator={page["iterator"]}");
        await JsonAsync(403, "POST", Consumer + "/seek", """{"after":"2999-01-01T00:00:00Z"}""");

        UseOrganisation();
        Numbers(await JsonAsync(200, "GET", Consumer)).ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void An_iterator_holds_its_place_and_a_changed_one_none(long seq)
    {
        var iterator = PollerCursor.Format(seq);
        PollerCursor.TryRead(iterator, out var read).ShouldBeTrue();
        read.ShouldBe(seq);
        for (var i = 0; i < iterator.Length; i++)
        {
            var changed = iterator.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            PollerCursor.TryRead(changed, out _).ShouldBeFalse();
        }
    }

    private async Task MessagesAsync(params string[] messages)
    {
        foreach (var message in messages)
        {
            var parts = message.Split(':');
            await JsonAsync(202, "POST", "/api/v1/app/shop/msg", $$$"""{"eventType":"{{{parts[0]}}}","payload":{"n":{{{parts[1]}}} } }""");
        }
    }

    private static List<int> Numbers(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (int)row!["payload"]!["n"]!)];
}
