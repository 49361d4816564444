using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Paging;
using Ringback.Core.Settings;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Lists whose rows are large: no page is longer than a page may be, and none of the rows is left out or comes twice.</summary>
public sealed class LargeListTests : ApiTest
{
    /// <value>The guard lets nothing go there.</value>
    private const string Nobody = "http://127.0.0.1:1/nobody";

    private const string Endpoints = "/api/v1/app/shop/endpoint";

    /// <value>What a page has beside its rows, and what its rows have beside what is counted of them.</value>
    private const int Around = 256 * 1024;

    private static readonly string Text = new('x', 60_000);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("shop");
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"Shop","uid":"shop"}""");
    }

    [Theory]
    [InlineData("messages", "/api/v1/app/shop/msg", "id")]
    [InlineData("messages of an endpoint", "/api/v1/app/shop/endpoint/one/msg", "id")]
    [InlineData("attempts with messages", "/api/v1/app/shop/attempt/endpoint/one?with_msg=true", "id")]
    [InlineData("endpoints", Endpoints, "id")]
    [InlineData("destinations", "/api/v1/app/shop/msg/event/endpoint", "id")]
    [InlineData("operational endpoints", "/api/v1/operational-webhook/endpoint", "id")]
    [InlineData("event types", "/api/v1/event-type?with_content=true", "name")]
    [InlineData("sources", "/ingest/api/v1/source", "id")]
    [InlineData("operations", "/api/v1/source/shop/operation", "id")]
    [InlineData("expectations", "/api/v1/source/shop/expectation", "id")]
    public async Task A_page_is_no_longer_than_it_may_be_and_every_row_comes_once_in_both_directions(string list, string path, string id)
    {
        var made = await MakeAsync(list);
        foreach (var order in new[] { "ascending", "descending" })
        {
            var forward = await PagesAsync(path, order, null, "iterator");
            forward.Count.ShouldBeGreaterThan(1);
            var ids = forward.SelectMany(page => Ids(page, id)).ToList();
            ids.ShouldBeUnique();
            ids.Count.ShouldBe(made);

            var backward = await PagesAsync(path, order, "-" + forward[^1]["iterator"], "prevIterator");
            backward.Count.ShouldBeGreaterThan(1);
            backward.Reverse();
            backward.SelectMany(page => Ids(page, id)).ShouldBe(ids.SkipLast(1));
        }
    }

    [Fact]
    public async Task A_poller_gets_every_message_once_in_pages_that_are_no_longer_than_they_may_be()
    {
        await JsonAsync(201, "POST", Endpoints, """{"kind":"poller","uid":"sink"}""");
        var made = await MakeAsync("messages");
        var ids = new List<string>();
        var pages = 0;
        for (var (iterator, done) = ("", false); !done; pages++)
        {
            var answer = await GetAsync($"/api/v1/app/shop/poller/sink?limit=250{iterator}");
            answer.Body.Length.ShouldBeLessThan((int)PageRequest.MostBytes + Around);
            var page = JsonNode.Parse(answer.Body)!;
            ids.AddRange(Ids(page, "id"));
            (iterator, done) = ("&iterator=" + page["iterator"], (bool)page["done"]!);
        }
        pages.ShouldBeGreaterThan(1);
        ids.ShouldBeUnique();
        ids.Count.ShouldBe(made);
    }

    [Fact]
    public async Task An_export_is_whole_however_long_it_is()
    {
        var made = await MakeAsync("event types");
        var answer = await PostAsync("/api/v1/environment/export");
        answer.Body.Length.ShouldBeGreaterThan((int)PageRequest.MostBytes);
        var exported = JsonNode.Parse(answer.Body)!;
        exported["eventTypes"]!.AsArray().Count.ShouldBe(made);
        (await PostAsync("/api/v1/environment/import", exported.ToJsonString())).Status.ShouldBe(204);
    }

    private protected override void Configure(RingbackOptions options)
    {
        options.BodyLimit = 8 << 20;
        options.RetrySchedule = RetrySchedule.None;
    }

    private async Task<List<JsonNode>> PagesAsync(string path, string order, string? iterator, string next)
    {
        var pages = new List<JsonNode>();
        while (true)
        {
            var answer = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=250&order={order}{(iterator is null ? "" : "&iterator=" + iterator)}");
            answer.Status.ShouldBe(200, answer.Body[..Math.Min(1000, answer.Body.Length)]);
            var page = JsonNode.Parse(answer.Body)!;
            page["data"]!.AsArray().ShouldNotBeEmpty();
            answer.Body.Length.ShouldBeLessThan((int)PageRequest.MostBytes + Around);
            pages.Add(page);
            if ((bool)page["done"]!) return pages;
            iterator = (string)page[next]!;
        }
    }

    /// <returns>How many rows the list has.</returns>
    private async Task<int> MakeAsync(string list)
    {
        const int Many = 80;
        switch (list)
        {
            case "messages" or "messages of an endpoint" or "attempts with messages":
                await EndpointAsync("shop", Nobody, ""","uid":"one" """);
                for (var i = 0; i < 10; i++)
                    await JsonAsync(202, "POST", "/api/v1/app/shop/msg", $$$"""{"eventType":"a","payload":{"x":"{{{new string('x', 900_000)}}}"} }""");
                await EventuallyAsync(async () => (await JsonAsync(200, "GET", "/api/v1/app/shop/attempt/endpoint/one?with_content=false"))["data"]!.AsArray().Count == 10);
                return 10;
            case "endpoints" or "operational endpoints" or "destinations":
                var path = list == "operational endpoints" ? "/api/v1/operational-webhook/endpoint" : Endpoints;
                for (var i = 0; i < Many; i++)
                    await JsonAsync(201, "POST", path, $$"""{"url":"{{Nobody}}","description":"{{Text}}"}""");
                if (list == "destinations") await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"a","eventId":"event","payload":{}}""");
                return Many;
            case "event types":
                var schema = $$$"""{"1":{"type":"object","description":"{{{new string('x', 900_000)}}}"} }""";
                for (var i = 0; i < 6; i++)
                    await JsonAsync(201, "POST", "/api/v1/event-type", $$$"""{"name":"type.{{{i}}}","description":"","schemas":{{{schema}}} }""");
                return 6;
            case "sources":
                for (var i = 1; i < Many; i++)
                    await JsonAsync(201, "POST", "/ingest/api/v1/source", $$$"""{"type":"generic-webhook","name":"Shop","answer":{"body":"{{{Text}}}"} }""");
                return Many;
            case "operations":
                for (var i = 0; i < Many; i++)
                    await JsonAsync(201, "POST", "/api/v1/source/shop/operation", $$$"""{"http":{"url":"https://example.com","body":"{{{Text}}}"} }""");
                return Many;
            case "expectations":
                for (var i = 0; i < Many; i++)
                {
                    await JsonAsync(201, "POST", "/api/v1/source/shop/expectation", $$$"""
                        {"key":"k{{{i}}}","fulfilledWhen":{"keyPointer":"/id","eventTypes":["paid"]},
                         "poll":{"url":"https://example.com","method":"POST","body":"{{{Text}}}","event":{"type":"paid"} } }
                        """);
                }
                return Many;
            default:
                throw new ArgumentOutOfRangeException(nameof(list), list, null);
        }
    }

    private static IEnumerable<string> Ids(JsonNode page, string id) => page["data"]!.AsArray().Select(row => (string)row![id]!);
}
