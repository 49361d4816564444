using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Settings;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>What a client finds that follows the iterators of a page without the time by which the page was narrowed.</summary>
public sealed class FilteredPagesTests : ApiTest
{
    private const string App = "/api/v1/app/shop";

    /// <value>The guard lets nothing go there: each delivery fails at once.</value>
    private const string Nobody = "http://127.0.0.1:1/nobody";

    private protected override void Configure(RingbackOptions options) => options.RetrySchedule = RetrySchedule.None;

    [Theory]
    [InlineData("/msg")]
    [InlineData("/endpoint/one/msg")]
    [InlineData("/attempt/endpoint/one")]
    public async Task Iterators_of_a_page_narrowed_by_time_lead_on_to_what_it_left_out(string list)
    {
        await ApplicationAsync("shop");
        await EndpointAsync("shop", Nobody, ""","uid":"one" """);
        for (var i = 1; i <= 6; i++)
        {
            await JsonAsync(202, "POST", $"{App}/msg", """{"eventType":"a","payload":{}}""");
            await EventuallyAsync(async () => (await PageAsync("/attempt/endpoint/one", "limit=250"))["data"]!.AsArray().Count == i);
        }

        foreach (var order in new[] { "ascending", "descending" })
        {
            var all = (await PageAsync(list, $"order={order}"))["data"]!.AsArray().Select(row => ((string)row!["id"]!, Time: (string)row["timestamp"]!)).ToList();
            var (after, before) = order == "ascending" ? (all[1].Time, all[3].Time) : (all[4].Time, all[2].Time);
            var page = await PageAsync(list, $"order={order}&after={Uri.EscapeDataString(after)}&before={Uri.EscapeDataString(before)}");
            var some = Ids(page);
            var ids = all.ConvertAll(row => row.Item1);
            var from = ids.IndexOf(some[0]);
            some.ShouldBe(ids.GetRange(from, some.Count));
            from.ShouldBeGreaterThan(0);
            ((bool)page["done"]!).ShouldBeTrue();

            Ids(await PageAsync(list, $"order={order}&iterator={page["iterator"]}")).ShouldBe(ids[(from + some.Count)..]);
            Ids(await PageAsync(list, $"order={order}&iterator={page["prevIterator"]}")).ShouldBe(ids[..from]);
        }
    }

    private Task<JsonNode> PageAsync(string list, string query) => JsonAsync(200, "GET", $"{App}{list}?{query}");

    private static List<string> Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["id"]!)];
}
