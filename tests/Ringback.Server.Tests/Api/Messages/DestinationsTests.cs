using System.Text.Json.Nodes;
using Ringback.Core.Background;
using Ringback.Core.Settings;

namespace Ringback.Server.Tests.Api.Messages;

/// <summary>The endpoints of a message, page by page in the order in which they were made.</summary>
public sealed class DestinationsTests : ApiTest
{
    /// <value>The guard lets nothing go there: each delivery fails at once.</value>
    private const string Nobody = "http://127.0.0.1:1/nobody";

    private protected override void Configure(RingbackOptions options) => options.RetrySchedule = RetrySchedule.None;

    [Fact]
    public async Task The_endpoints_of_a_message_come_in_the_order_of_their_creation_and_pages_lead_both_ways()
    {
        await ApplicationAsync("shop");
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add(await EndpointAsync("shop", Nobody));
        await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"a","eventId":"event","payload":{}}""");
        await EventuallyAsync(async () => (await PageAsync(""))["data"]!.AsArray().All(row => (int)row!["status"]! == 2));
        (await Server.SendAsync("DELETE", $"/api/v1/app/shop/endpoint/{made[1]}")).Status.ShouldBe(204);

        Ids(await PageAsync("")).ShouldBe(made);
        Ids(await PageAsync("?order=ascending")).ShouldBe(made);
        Ids(await PageAsync("?order=descending")).ShouldBe(Enumerable.Reverse(made));

        foreach (var limit in new[] { 1, 2, 3 })
        {
            var forward = new List<string>();
            var page = await PageAsync($"?limit={limit}");
            for (; ; page = await PageAsync($"?limit={limit}&iterator={page["iterator"]}"))
            {
                forward.AddRange(Ids(page));
                if ((bool)page["done"]!) break;
            }
            forward.ShouldBe(made);

            var backward = new List<string>();
            for (var iterator = "-" + made[^1]; iterator is not null; iterator = (string?)page["prevIterator"])
            {
                page = await PageAsync($"?limit={limit}&iterator={iterator}");
                backward.InsertRange(0, Ids(page));
            }
            backward.ShouldBe(made.SkipLast(1));
        }
    }

    private Task<JsonNode> PageAsync(string query) => JsonAsync(200, "GET", "/api/v1/app/shop/msg/event/endpoint" + query);

    private static List<string> Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(row => (string)row!["id"]!)];
}
