using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Route;

namespace Ringback.Core.Tests.Route;

public sealed class RouteIndexTests
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    [Theory]
    // An endpoint's types and channels, the message's type and channels, whether it goes there.
    [InlineData(null, null, "a", null, true)]
    [InlineData(null, null, "a", "x", true)]
    [InlineData("a", null, "a", null, true)]
    [InlineData("a", null, "b", null, false)]
    [InlineData("orders/create orders.create", null, "orders.create", null, true)]
    [InlineData("a b", null, "b", "x", true)]
    [InlineData("a", null, "a.b", null, false)]
    [InlineData(null, "x", "a", null, false)]
    [InlineData(null, "x", "a", "x", true)]
    [InlineData(null, "x", "a", "y", false)]
    [InlineData(null, "x y", "a", "z y", true)]
    [InlineData("a", "x", "a", "x", true)]
    [InlineData("a", "x", "b", "x", false)]
    [InlineData("a", "x", "a", "y", false)]
    [InlineData("a b", "x y", "b", "x y", true)]
    [InlineData(null, null, "*", "*", true)]
    public void An_endpoint_gets_what_its_filters_take(string? types, string? channels, string type, string? messageChannels, bool gets)
    {
        var index = new RouteIndex();
        var endpoint = NewEndpoint(1, types?.Split(' '), channels?.Split(' '));
        index.Add(endpoint);
        Match(index, type, messageChannels?.Split(' ')).ShouldBe(gets ? [1] : []);
        index.Remove(endpoint);
        Match(index, type, messageChannels?.Split(' ')).ShouldBeEmpty();
    }

    [Fact]
    public void Finding_three_among_a_hundred_thousand_visits_three()
    {
        var index = new RouteIndex();
        for (var id = 1; id <= 100_000; id++)
            index.Add(id % 40_000 == 5 ? NewEndpoint(id, ["wanted"]) : NewEndpoint(id, [$"type.{id}"], id % 2 == 0 ? ["x"] : null));
        var before = index.Visited;
        Match(index, "wanted", ["x", "y"]).ShouldBe([5, 40_005, 80_005]);
        (index.Visited - before).ShouldBe(3);
    }

    [Fact]
    public void An_endpoint_in_several_lists_is_found_once()
    {
        var index = new RouteIndex();
        index.Add(NewEndpoint(1, null, ["x", "y", "z"]));
        index.Add(NewEndpoint(2, ["a"]));
        index.Add(NewEndpoint(3));
        index.Add(NewEndpoint(4, ["a"], ["y"]));
        Match(index, "a", ["x", "y", "z", "x"]).ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Chunks_follow_each_other_in_order_without_gap(int limit)
    {
        var index = new RouteIndex();
        var random = new Random(1);
        var expected = new List<int>();
        foreach (var id in Enumerable.Range(1, 500).OrderBy(_ => random.Next()))
            index.Add(NewEndpoint(id, id % 3 == 0 ? ["a"] : id % 3 == 1 ? null : ["b"], id % 5 == 0 ? ["x"] : null));
        for (var id = 1; id <= 500; id++)
            if (id % 3 != 2)
                expected.Add(id);
        var found = new List<int>();
        for (var more = true; more;)
        {
            var before = found.Count;
            more = index.Match("a", ["x"], found.LastOrDefault(), limit, found);
            (found.Count - before).ShouldBeLessThanOrEqualTo(limit);
        }

        found.ShouldBe(expected);
    }

    [Fact]
    public void Pollers_are_not_routed_to()
    {
        var routes = new ApplicationRoutes();
        routes.Replace(null, NewEndpoint(1) with { Kind = EndpointKind.Poller });
        routes.Replace(null, NewEndpoint(2));
        var matches = new List<int>();
        routes.Match("a", null, 0, 10, matches);
        matches.ShouldBe([2]);
    }

    [Fact]
    public void A_changed_endpoint_is_found_by_its_new_filters_only()
    {
        var routes = new ApplicationRoutes();
        var before = NewEndpoint(1, ["a"]) with { Order = DeliveryOrder.Fifo };
        routes.Replace(null, before);
        routes.Replace(before, before with { EventTypes = ["b"], Order = DeliveryOrder.Any });
        var matches = new List<int>();
        routes.Match("a", null, 0, 10, matches);
        matches.ShouldBeEmpty();
        routes.Match("b", null, 0, 10, matches);
        matches.ShouldBe([1]);
    }

    private static List<int> Match(RouteIndex index, string type, string[]? channels)
    {
        var matches = new List<int>();
        index.Match(type, channels, 0, int.MaxValue, matches).ShouldBeFalse();
        return matches;
    }

    private static Endpoint NewEndpoint(int id, string[]? types = null, string[]? channels = null) => new()
    {
        Id = id,
        Ksuid = Ids.Next(),
        ApplicationId = 1,
        Url = "https://example.com",
        EventTypes = types,
        Channels = channels,
        CreatedAt = 0,
        UpdatedAt = 0,
    };
}
